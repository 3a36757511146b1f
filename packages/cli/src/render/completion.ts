import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A command with all that can follow it. */
interface Completed {
  /** Such as `keys issue`; empty for the program. */
  readonly path: string;
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  /** The values that its arguments may have. */
  readonly values: readonly string[];
}

/** A script that completes commands, options and their values. Where any value may stand, shells complete files. */
export function completionScript(program: Command, shell: Shell): string {
  const completed = completedBelow(program, '');
  switch (shell) {
    case 'bash':
      return bash(completed);
    case 'zsh':
      return `#compdef switchyard\nautoload -U +X bashcompinit && bashcompinit\n${bash(completed)}`;
    case 'fish':
      return fish(completed);
  }
}

function completedBelow(command: Command, path: string, inherited: readonly Option[] = []): Completed[] {
  const options = [...command.options, ...inherited];
  const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const below = command.commands.flatMap((each) =>
    completedBelow(
      each,
      path === '' ? each.name() : `${path} ${each.name()}`,
      path === '' ? command.options : inherited,
    ),
  );
  return [{ path, commands: command.commands, options, values }, ...below];
}

function bash(completed: readonly Completed[]): string {
  const arms = completed.map(({ path, commands, options, values }) => {
    const flags = options.flatMap(flagsOf);
    const words = [...commands.map((each) => each.name()), ...values, ...flags, '--help'].join(' ');
    // Of an option that takes any value, none is offered, so that the shell completes files.
    const ofValues = options.flatMap((option) =>
      option.required ? [`${flagsOf(option).join('|')}) words='${(option.argChoices ?? []).join(' ')}' ;;`] : [],
    );
    const choice =
      ofValues.length === 0
        ? `words='${words}'`
        : `case "$before" in ${ofValues.join(' ')} *) words='${words}' ;; esac`;
    return `    '${path}') ${choice} ;;`;
  });
  const paths = completed.map(({ path }) => `'${path}'`).join('|');
  return `_switchyard() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path='' next word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
      ${paths}) path="$next" ;;
    esac
  done
  case "$path" in
${arms.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _switchyard switchyard
`;
}

function flagsOf({ short, long }: Option): string[] {
  return [long, short].filter((flag) => typeof flag === 'string');
}

function fish(completed: readonly Completed[]): string {
  const lines = completed.flatMap(({ path, commands, options, values }) => {
    const isHere = conditionOf(path, commands);
    return [
      ...commands.map(
        (each) => `complete -c switchyard -f -n ${isHere} -a ${each.name()} -d ${quoted(each.description())}`,
      ),
      ...values.map((value) => `complete -c switchyard -f -n ${isHere} -a ${value}`),
      ...options.map((option) => `complete -c switchyard -n ${isHere} ${fishOption(option)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

/** Holds if the command line has the commands of a path, and none below it. */
function conditionOf(path: string, commands: readonly Command[]): string {
  const seen = path.split(' ').filter((name) => name !== '');
  const conditions = seen.map((name) => `__fish_seen_subcommand_from ${name}`);
  const below = commands.map((each) => each.name()).join(' ');
  if (below !== '') conditions.push(`not __fish_seen_subcommand_from ${below}`);
  return quoted(conditions.join('; and ') || 'true');
}

function fishOption({ long, short, required, argChoices, description }: Option): string {
  return [
    long === undefined || long === null ? '' : `-l ${long.slice(2)}`,
    short === undefined || short === null ? '' : `-s ${short.slice(1)}`,
    required ? '-r' : '',
    argChoices === undefined ? '' : `-f -a ${quoted(argChoices.join(' '))}`,
    `-d ${quoted(description)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
