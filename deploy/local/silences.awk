# Per event (kill, stop): the longest time in which nobody got an answer, and the slowest request with all its repetitions,
# of those that ended until the next event. An answer is what a till can work with: not 503, not a broken connection.
# Reads the loads' answers, sorted; events is the file of what was done to the cluster, and when.
BEGIN { while ((getline line < events) > 0) { split(line, f, " "); at[++n] = f[1]; what[n] = f[2] " " f[3] } }
/ 503|no answer|refused|cut off|timed out/ { next }
{
  while (i < n && $1 >= at[i + 1]) { i++; last = at[i] }
  if (i == 0) { before++; first = first ? first : $1; next }
  if ($1 - last > silence[i]) silence[i] = $1 - last
  if ($2 > slowest[i]) slowest[i] = $2
  last = $1; count[i]++
}
END {
  for (i = 1; i <= n; i++)
    printf "%-16s silence %6d ms   slowest request %6d ms   %6d answers until the next\n", \
      what[i], silence[i], slowest[i], count[i]
  for (i = 1; i <= n; i++) { all += silence[i]; if (silence[i] > most) most = silence[i] }
  if (n) printf "mean silence %.0f ms, longest %d ms\n", all / n, most
}
