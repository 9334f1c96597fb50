#!/bin/sh
# Mark a file of hand-made derivatives by the exit code of `symgrad check`.
#
#   sh mark.sh [FILE]        FILE is answers.txt beside this script unless another is named
#
# Exit codes: 0 right, 1 wrong, 2 invalid (could not be read), 3 undecided (needs a person).

set -u -f    # no file names are made of the * in an answer
program=${SYMGRAD:-symgrad}
file=${1:-$(dirname "$0")/answers.txt}
right=0 wrong=0 invalid=0 undecided=0 broken=0

printf '%-8s %-10s %s\n' who verdict answer
while IFS='|' read -r who question answer options; do
    who=$(echo "$who" | sed 's/ *$//')
    case $who in '' | '#'*) continue ;; esac
    answer=$(echo "$answer" | sed 's/^ *//; s/ *$//')
    # $options is split into words on purpose, $program too (it may be `python -m symgrad_cli`).
    $program check "$question" "$answer" $options -q </dev/null >/dev/null 2>&1
    case $? in
        0) verdict=right right=$((right + 1)) ;;
        1) verdict=wrong wrong=$((wrong + 1)) ;;
        2) verdict=invalid invalid=$((invalid + 1)) ;;
        3) verdict=undecided undecided=$((undecided + 1)) ;;
        *) verdict=broken broken=$((broken + 1)) ;;
    esac
    printf '%-8s %-10s %s\n' "$who" "$verdict" "$answer"
done <"$file"

echo
echo "$right right, $wrong wrong, $invalid invalid, $undecided undecided"
[ "$broken" -eq 0 ]
