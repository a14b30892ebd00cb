# Per kill or stop: the longest time in which nobody got an answer, the slowest request, with all its repetitions, of
# those that ended until the next, and when the silo was ready again. An answer is what a till can work with: not 503,
# not a broken connection. Reads the loads' answers, sorted; events is the file of what was done to the cluster.
BEGIN {
  while ((getline line < events) > 0) {
    split(line, f, " ")
    if (f[2] == "back") { back[latest[f[3]]] = f[1]; continue }
    at[++n] = f[1]; what[n] = f[2] " " f[3]; latest[f[3]] = n
  }
}
function silent(until) { if (until - last > gap[i]) gap[i] = until - last; last = until }
/ 503|no answer|refused|cut off|timed out/ { next }
{
  while (i < n && $1 >= at[i + 1]) {
    if (i > 0) silent(at[i + 1])
    silence[i] = gap[i]; last = at[++i]
  }
  if (i == 0) next
  silent($1)
  # After the last cart the loads only wait for what is under way: few answers are no silence.
  if (/POST \/carts/) silence[i] = gap[i]
  if ($2 > slowest[i]) slowest[i] = $2
  count[i]++
}
END {
  for (i = 1; i <= n; i++)
    printf "+%3.0f s %-14s silence %6d ms   slowest request %6d ms   %6d answers until the next   ready after %s\n",
      (at[i] - at[1]) / 1000, what[i], silence[i], slowest[i], count[i],
      i in back ? sprintf("%.1f s", (back[i] - at[i]) / 1000) : "-"
  for (i = 1; i <= n; i++) { all += silence[i]; if (silence[i] > most) most = silence[i] }
  if (n) printf "mean silence %.0f ms, longest %d ms\n", all / n, most
}
