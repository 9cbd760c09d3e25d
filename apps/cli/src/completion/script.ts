const BASH = `_grantry() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(grantry __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done
}
complete -o default -F _grantry grantry
`;

const ZSH = `#compdef grantry
_grantry() {
  local -a offered
  local line
  while IFS= read -r line; do
    offered+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(grantry __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#offered} )); then _describe grantry offered; else _files; fi
}
compdef _grantry grantry
`;

const FISH = `function __grantry_complete
  set -l words (commandline -opc) (commandline -ct)
  grantry __complete $words[2..-1] 2>/dev/null
end
complete -c grantry -a '(__grantry_complete)'
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["bash", BASH],
  ["zsh", ZSH],
  ["fish", FISH],
]);

/** The shells that have a completion script. */
export const SHELLS: readonly string[] = [...SCRIPTS.keys()];

/** The script of a shell, which asks `grantry __complete` at every tab; undefined for others. */
export function completionScript(shell: string): string | undefined {
  return SCRIPTS.get(shell);
}
