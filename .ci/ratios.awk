# Reads the output of benchmarks and prints, for each pair named X/limit and
# X/ours, how many times as long as the limit ours takes: the median over the
# rounds, and the least and the greatest. Rounds are paired in their order.
#
# It sorts by itself, since Debian's awk has no function for it.

$1 == "pkg:" { pkg = $2 }

$1 ~ /^Benchmark/ && $4 == "ns/op" {
	name = $1
	sub(/-[0-9]+$/, "", name)
	side = name
	if (!sub(/^.*\//, "", side) || (side != "limit" && side != "ours")) next
	sub(/\/[^\/]*$/, "", name)
	key = pkg " " name
	if (!(key in known)) { known[key] = 1; order[++keys] = key }
	value[key, side, ++count[key, side]] = $3
}

END {
	for (k = 1; k <= keys; k++) report(order[k])
}

function report(key,    n, i, j, r, ratio) {
	n = count[key, "limit"] < count[key, "ours"] ? count[key, "limit"] : count[key, "ours"]
	if (n == 0) {
		printf "%s: without its counterpart\n", key
		return
	}
	for (i = 1; i <= n; i++) {
		r = value[key, "ours", i] / value[key, "limit", i]
		for (j = i; j > 1 && ratio[j - 1] > r; j--) ratio[j] = ratio[j - 1]
		ratio[j] = r
	}
	if (k == 1) printf "\nours / limit, medians of paired rounds (least to greatest)\n"
	printf "%8.2f  (%.2f to %.2f, %d rounds)  %s\n", (ratio[int((n + 1) / 2)] + ratio[int(n / 2) + 1]) / 2, ratio[1], ratio[n], n, key
}
