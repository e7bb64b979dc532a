set -euo pipefail
digest="$RUNNER_TEMP/digest.md"
if [ ! -s "$digest" ]; then
  echo "Nothing is due."
  exit 0
fi
cat "$digest" >> "$GITHUB_STEP_SUMMARY"
issue="$RUNNER_TEMP/commreg-issue.md"
page="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
if [ "$(wc -c < "$digest")" -lt 65000 ]; then # GitHub takes 65,536 characters at most
  printf '%s\n\n%s\n' "$MARKER" "$(cat "$digest")" > "$issue"
else
  printf '%s\n\nThere are more deadlines than an issue can hold: [see all of them](%s).\n' "$MARKER" "$page" > "$issue"
fi
ours='.[] | select(.user.type == "Bot" and .pull_request == null and ((.body // "") | startswith(env.MARKER))) | .number'
before="$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues?state=open" --jq "$ours")"
title="Contract register: the week to $(TZ=Europe/London date '+%-d %B %Y')"
gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues" --raw-field "title=$title" --field "body=@$issue"
for number in $before; do
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/$number" --raw-field state=closed
done
