set -euo pipefail
changes="$RUNNER_TEMP/commreg-changes.md"
if ! base="$(git rev-parse --verify --quiet 'HEAD^1')"; then # what the change is merged into
  echo "::warning::Cannot work out what changed. Let actions/checkout fetch two commits: fetch-depth: 2"
  exit 0
fi
changed=0
commreg -C "$REGISTER" diff "$base" --exit-code --format markdown --output "$changes" || changed=$?
if [ "$changed" -gt 1 ]; then
  echo "::warning::Cannot work out what changed: see the lines above."
  exit 0
fi
cat "$changes" >> "$GITHUB_STEP_SUMMARY"
if [ "$MAY_COMMENT" != true ]; then
  exit 0
fi
ours='.[] | select(.user.type == "Bot" and ((.body // "") | startswith(env.MARKER))) | .id'
before="$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --jq "$ours")"
before="${before%%$'\n'*}"
comment="$RUNNER_TEMP/commreg-comment.md"
page="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
if [ "$(wc -c < "$changes")" -lt 65000 ]; then # GitHub takes 65,536 characters at most
  printf '%s\n\n%s\n' "$MARKER" "$(cat "$changes")" > "$comment"
else
  printf '%s\n\nThere are more changes than a comment can hold: [see all of them](%s).\n' "$MARKER" "$page" > "$comment"
fi
if [ -n "$before" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$before" --field "body=@$comment"
elif [ "$changed" -eq 1 ]; then
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --field "body=@$comment"
fi
