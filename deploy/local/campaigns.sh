# What cluster.sh does to a running cluster under load, and how it is checked afterwards. Sourced by it.
tills=${CLUSTER_TILLS:-16} kill_every=${KILL_EVERY:-30} kill_for=${KILL_FOR:-300}
load_shape=(--clients "$tills")
[ -z "${CLUSTER_RATE:-}" ] || load_shape=(--rate "$CLUSTER_RATE")
load_pids=() restarts=()

now_ms() { date +%s%3N; }
sleep_until() { # milliseconds since 1970
  local left=$(($1 - $(now_ms)))
  [ $left -le 0 ] || sleep "$((left / 1000)).$(printf %03d $((left % 1000)))"
}
happened() { echo "$(now_ms) $*" >>"$home/events.txt"; }

load() { # seconds
  rm -f "$home"/answers-*.txt; : >"$home/events.txt"
  # Whoever interrupts the campaign leaves no tills behind, and no silo that is yet to start.
  trap 'kill "${load_pids[@]}" "${restarts[@]}" 2>/dev/null || true' EXIT
  for name in $(names "$apis" api); do
    dotnet "$bin/Load/release/PosSaga.Load.dll" orders --url "http://127.0.0.1:$(port_of "$name")" "${load_shape[@]}" \
      --token ok=90,declined=5,flaky=3,timeout-charged=1,timeout-lost=1 --persistence 2m --warmup 1s \
      --duration "${1}s" --gateway "$journal" --settle 5m --answers "$home/answers-$name.txt" \
      >"$home/load-$name.txt" 2>"$home/load-$name.err" &
    load_pids+=($!)
  done
  # Preparing the shelves takes a moment; what is done to the cluster begins after it.
  for name in $(names "$apis" api); do
    until [ "$(cat "$home/answers-$name.txt" 2>/dev/null | wc -l)" -gt 50 ]; do sleep 0.2; done
  done
}
balance() {
  local failed=0
  for pid in "${load_pids[@]}"; do wait "$pid" || failed=1; done
  for name in $(names "$apis" api); do
    echo "== load through $name"; grep -vE '^(machine|runtime|database|command|at) ' "$home/load-$name.txt"
  done
  sort -n "$home"/answers-*.txt | awk -v events="$home/events.txt" -f "$root/deploy/local/silences.awk"
  [ $failed = 0 ] && echo "books: balanced" || { echo "books: NOT balanced" >&2; exit 1; }
}

# The next in turn that lives, if another is ready to carry on. Nobody otherwise: no cluster outlives its last silo.
next_to_die() { # number of the one before
  local i name other
  for i in $(seq "$silos"); do
    name=silo-$((($1 + i - 1) % silos + 1))
    alive "$name" || continue
    for other in $(names "$silos" silo); do
      if [ "$other" != "$name" ] && ready "$other"; then echo "$name"; return; fi
    done
  done
}
# A container that died is started at once, the next time after 10 s, then after 20 s and so on up to 5 minutes.
back_off() { # how often it died before
  local seconds=$(($1 == 0 ? 1 : 10 << ($1 - 1)))
  echo $((seconds < 300 ? seconds : 300))
}
start_again() { # name, seconds
  sleep "$2"; launch "$1"
  until ready "$1"; do alive "$1" || return 0; sleep 0.2; done
  happened back "$1"
}
# On a clock, whether the one killed before is back or not.
kills() {
  local begin turn name last=0 killed=0 deaths=()
  load $((kill_for + 30))
  begin=$(now_ms)
  for turn in $(seq $((kill_for / kill_every))); do
    sleep_until $((begin + turn * kill_every * 1000))
    name=$(next_to_die $last)
    [ -n "$name" ] || { echo "kill $turn left out: a single silo is ready" >&2; continue; }
    last=${name#silo-}; killed=$((killed + 1))
    happened killed "$name"
    kill -KILL "$(cat "$home/$name.pid")"; rm "$home/$name.pid"
    start_again "$name" "$(back_off "${deaths[last]:-0}")" &
    restarts+=($!)
    deaths[last]=$((${deaths[last]:-0} + 1))
  done
  wait "${restarts[@]}"
  for name in $(names "$silos" silo); do wait_ready "$name"; done
  echo "$killed of $((kill_for / kill_every)) kills"
  balance
}
rolling() {
  load $((20 + silos * 25))
  for name in $(names "$silos" silo); do
    sleep 5
    happened stopped "$name"
    terminate "$name"; launch "$name"; wait_ready "$name"
    happened back "$name"
  done
  balance
}
