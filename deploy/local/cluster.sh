#!/usr/bin/env bash
# A cluster on this machine: three silos, two front ends, PostgreSQL, TLS between all members, certificates made here.
#   build    builds everything (extra arguments go to dotnet build)
#   start    starts PostgreSQL, the silos and the front ends (CLUSTER_SILOS=3 CLUSTER_APIS=2), waits until ready
#   kill     under load, kills a silo with SIGKILL every KILL_EVERY=30 s for KILL_FOR=300 s and starts it again when
#            Kubernetes would; then checks the books and reports the time without answers per kill
#   rolling  under load, restarts every silo in good order, one after the other; then checks the books
#   status   what is running, and whether it is ready
#   stop     ends what this script started
# Everything lives in CLUSTER_HOME (default: artifacts/cluster). CLUSTER_JOURNAL names a PostgreSQL database to use
# instead of one of its own. Load per front end: CLUSTER_TILLS=16 tills, or CLUSTER_RATE orders per second whatever the
# answers.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${CLUSTER_HOME:-$root/artifacts/cluster}
bin=${CLUSTER_BIN:-$root/artifacts/bin}
silos=${CLUSTER_SILOS:-3} apis=${CLUSTER_APIS:-2}
pg_port=5488
mkdir -p "$home"

# --- PostgreSQL ---------------------------------------------------------------------------------------------------
pg_bin() {
  command -v pg_ctl >/dev/null && { dirname "$(command -v pg_ctl)"; return; }
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1
}
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_postgres() {
  [ -z "${CLUSTER_JOURNAL:-}" ] || return 0
  local bin data=$home/postgres
  bin=$(pg_bin)
  [ -n "$bin" ] || { echo "PostgreSQL is not installed; name a database in CLUSTER_JOURNAL." >&2; exit 1; }
  if [ ! -s "$data/PG_VERSION" ]; then
    mkdir -p "$data"; [ "$(id -u)" != 0 ] || chown postgres "$data"
    (cd /tmp && as_postgres "$bin/initdb" -D "$data" -U possaga -A trust -E UTF8 --no-locale >/dev/null)
  fi
  (cd /tmp && as_postgres "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1) ||
    (cd /tmp && as_postgres "$bin/pg_ctl" -D "$data" -w -l "$data/log" \
      -o "-p $pg_port -k /tmp -c listen_addresses=127.0.0.1 -c max_connections=600 -c max_wal_size=2GB" \
      start >/dev/null)
}
stop_postgres() {
  [ -z "${CLUSTER_JOURNAL:-}" ] && [ -s "$home/postgres/PG_VERSION" ] || return 0
  (cd /tmp && as_postgres "$(pg_bin)/pg_ctl" -D "$home/postgres" -w -m fast stop >/dev/null) || true
}
journal=${CLUSTER_JOURNAL:-"Host=127.0.0.1;Port=$pg_port;Username=possaga;Database=postgres"}

# --- certificates: one authority for this cluster, one certificate per member, for both ends of a connection ------
make_authority() {
  [ -s "$home/ca.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj "/CN=possaga cluster authority" -keyout "$home/ca.key" -out "$home/ca.pem" 2>/dev/null
}
make_certificate() { # name
  [ ! -s "$home/$1.pem" ] || return 0
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" \
    -keyout "$home/$1.key" -out "$home/$1.csr" 2>/dev/null
  openssl x509 -req -in "$home/$1.csr" -CA "$home/ca.pem" -CAkey "$home/ca.key" -CAcreateserial -days 365 \
    -extfile <(echo "extendedKeyUsage=serverAuth,clientAuth") -out "$home/$1.pem" 2>/dev/null
  rm "$home/$1.csr"
}

# --- processes ----------------------------------------------------------------------------------------------------
port_of() { case $1 in silo-*) echo $((8180 + ${1#silo-}));; api-*) echo $((5180 + ${1#api-}));; esac; }
alive() { [ -s "$home/$1.pid" ] && kill -0 "$(cat "$home/$1.pid")" 2>/dev/null; }
launch() { # silo-N or api-N
  local name=$1 dll number=${1#*-}
  make_certificate "$name"
  local env=(
    "ConnectionStrings__Journal=$journal" ASPNETCORE_ENVIRONMENT=Development
    "ASPNETCORE_URLS=http://127.0.0.1:$(port_of "$name")"
    "Cluster__Tls__Certificate=$home/$name.pem" "Cluster__Tls__Key=$home/$name.key"
    "Cluster__Tls__Authority=$home/ca.pem")
  case $name in
    silo-*) dll=$bin/Silo/release/PosSaga.Silo.dll
      env+=(POD_IP=127.0.0.1 "POD_NAME=$name"
        "Cluster__SiloPort=$((11180 + number))" "Cluster__GatewayPort=$((30180 + number))") ;;
    api-*) dll=$bin/ApiFrontend/release/PosSaga.ApiFrontend.dll
      env+=(Cluster__Mode=Client "ASPNETCORE_CONTENTROOT=$bin/ApiFrontend/release") ;;
  esac
  (cd "$home" && exec env "${env[@]}" dotnet "$dll" >>"$home/$name.log" 2>&1 </dev/null) &
  echo $! >"$home/$name.pid"
  # Or the shell would report every kill itself.
  disown
}
ready() { curl -fs -o /dev/null -m 2 "http://127.0.0.1:$(port_of "$1")/health/ready"; }
wait_ready() {
  local limit=$((SECONDS + 120))
  until ready "$1"; do
    alive "$1" || { echo "$1 ended; see $home/$1.log" >&2; tail -n 5 "$home/$1.log" >&2; exit 1; }
    [ $SECONDS -lt $limit ] || { echo "$1 is not ready after 120 s; see $home/$1.log" >&2; exit 1; }
    sleep 0.2
  done
}
terminate() { # SIGTERM, and waits for the end
  alive "$1" || return 0
  local pid; pid=$(cat "$home/$1.pid")
  kill -TERM "$pid"
  for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  echo "$1 did not end within 60 s" >&2; kill -KILL "$pid"
}
names() { for i in $(seq "$1"); do echo "$2-$i"; done; }

start() {
  start_postgres; make_authority
  env "ConnectionStrings__Journal=$journal" ASPNETCORE_ENVIRONMENT=Development \
    dotnet "$bin/Silo/release/PosSaga.Silo.dll" migrate
  for name in $(names "$silos" silo) $(names "$apis" api); do alive "$name" || launch "$name"; done
  for name in $(names "$silos" silo) $(names "$apis" api); do wait_ready "$name"; done
  for name in $(names "$apis" api); do echo "$name  http://127.0.0.1:$(port_of "$name")"; done
}
stop() {
  for name in $(names "$apis" api) $(names "$silos" silo); do terminate "$name"; done
  stop_postgres
}

source "$root/deploy/local/campaigns.sh"
status() {
  for name in $(names "$silos" silo) $(names "$apis" api); do
    alive "$name" && echo "$name runs$(ready "$name" && echo ", ready")" || echo "$name does not run"
  done
}

case ${1:-} in
  build) shift; for project in Silo ApiFrontend Load; do
      dotnet build "$root/$project" -c Release --nologo -v quiet "$@"; done ;;
  start) start ;;
  kill) start; kills ;;
  rolling) start; rolling ;;
  status) status ;;
  stop) stop ;;
  *) sed -n '2,14p' "$0" | sed 's/^# \?//'; exit 2 ;;
esac
