import { Argument, type Command } from 'commander';
import type { CommandResult, OfflineContext, Perform } from '../command-context';
import { completionScript, SHELLS, type Shell } from '../render/completion';

const HELP = `
Examples:
  source <(switchyard completion bash)
  switchyard completion zsh > "\${fpath[1]}/_switchyard"
  switchyard completion fish > ~/.config/fish/completions/switchyard.fish`;

export function addCompletion(program: Command, perform: Perform): void {
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell) => perform.offline((context) => completion(context, program, shell)));
}

async function completion({ output }: OfflineContext, program: Command, shell: Shell): Promise<CommandResult> {
  const script = completionScript(program, shell);
  output.printAsIs(script);
  return { json: { shell, script } };
}
