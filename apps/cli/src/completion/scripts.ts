import type { Place } from './places.ts';

/**
 * Scripts that complete the command in a shell. Everything is in the script, so that nothing has to be started at each
 * press of the key.
 */
export const scripts: Record<string, (places: Place[]) => string> = { bash, zsh, fish };

/** The options whose value is no command, before the command. */
const WITH_VALUE = ['--server', '--as'];

function bash(places: Place[]): string {
  return `# Completion of docket for bash: put this into a file below ~/.local/share/bash-completion/completions named docket.
_docket() {
  # Not COMP_WORDS: there a colon parts words, and scopes hold one.
  local line=\${COMP_LINE:0:COMP_POINT} previous='' place='' word choices
  local current=\${line##* }
  local -a typed
  read -ra typed <<< "\${line%"$current"}"
  for word in "\${typed[@]:1}"; do
    case $previous in ${WITH_VALUE.join('|')}) ;; *) case $word in -*) ;; *) place="$place $word" ;; esac ;; esac
    previous=$word
  done
  place=\${place# }
  case "$place $previous" in
${places.flatMap(({ after, values }) => values.map((one) => bashCase(`"${after}"*" ${one.option}"`, one.values))).join('\n')}
    *) case $place in
${places
  .map(({ after, words }) =>
    bashCase(
      quoted(after),
      words.map(({ word }) => word),
    ),
  )
  .join('\n')}
${leaves(places)
  .map(({ after, words }) =>
    bashCase(
      `"${after} "*`,
      words.map(({ word }) => word),
    ),
  )
  .join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
  case $current in *:*) COMPREPLY=("\${COMPREPLY[@]#"\${current%:*}:"}") ;; esac
}
complete -o default -F _docket docket
`;
}

/** Places after which no further command comes, but what a command is about. */
function leaves(places: Place[]): Place[] {
  return places.filter(({ after }) => after !== '' && !places.some((one) => one.after.startsWith(`${after} `)));
}

function bashCase(pattern: string, words: readonly string[]): string {
  return `    ${pattern}) choices=${quoted(words.join(' '))} ;;`;
}

function zsh(places: Place[]): string {
  return `#compdef docket
# Completion of docket for zsh: put this into a file named _docket in a folder of $fpath.
_docket() {
  local previous='' place='' word
  local -a choices
  for word in \${words[2,CURRENT-1]}; do
    if [[ $word != -* && $previous != (${WITH_VALUE.join('|')}) ]]; then place="$place $word"; fi
    previous=$word
  done
  place=\${place# }
  case "$place $previous" in
${places
  .flatMap(({ after, values }) =>
    values.map((one) =>
      zshCase(
        `"${after}"*" ${one.option}"`,
        one.values.map((value) => quoted(value)),
      ),
    ),
  )
  .join('\n')}
    *) case $place in
${places.map(({ after, words }) => zshCase(quoted(after), words.map(zshWord))).join('\n')}
${leaves(places)
  .map(({ after, words }) => zshCase(`"${after} "*`, words.map(zshWord)))
  .join('\n')}
    esac ;;
  esac
  _describe 'docket' choices || _files
}
compdef _docket docket
`;
}

function zshCase(pattern: string, choices: string[]): string {
  return `    ${pattern}) choices=(${choices.join(' ')}) ;;`;
}

function zshWord({ word, about }: Place['words'][number]): string {
  return quoted(`${word}:${about.replaceAll(/[\\:]/g, '\\$&')}`);
}

function fish(places: Place[]): string {
  const lines = places.flatMap(({ after, words, values }) => {
    const condition = `-n ${quoted(`__docket_at ${quoted(after).replaceAll("'", '"')}`)}`;
    return words.map(({ word, about }) => {
      const known = values.find(({ option }) => option === word);
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      const choices = known ? ` -x -a ${quoted(known.values.join(' '))}` : '';
      return `complete -c docket ${condition} ${what}${choices} -d ${quoted(about)}`;
    });
  });
  return `# Completion of docket for fish: put this into ~/.config/fish/completions/docket.fish.
function __docket_at
  set -l words
  set -l previous ''
  set -l line (commandline -opc)
  set -e line[1]
  for word in $line
    if not string match -q -- '-*' $word; and not contains -- $previous ${WITH_VALUE.join(' ')}
      set -a words $word
    end
    set previous $word
  end
  set -l depth (count (string split -n ' ' -- $argv[1]))
  if test $depth -eq 0
    test (count $words) -eq 0
  else if test $depth -eq 1
    test "$words" = "$argv[1]"
  else
    test "$words[1..$depth]" = "$argv[1]"
  end
end
${lines.join('\n')}
`;
}

/** For a shell: what is in single quotes stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
