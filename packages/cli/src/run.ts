import { Command, CommanderError } from 'commander';
import type { CommandResult, Perform } from './command-context';
import { addApply } from './commands/apply';
import { addCompletion } from './commands/completion';
import { addDiff } from './commands/diff';
import { addExplain } from './commands/explain';
import { addExport } from './commands/export';
import { addGet } from './commands/get';
import { addHistory } from './commands/history';
import { addKeys } from './commands/keys';
import { addLogin } from './commands/login';
import { addRecost } from './commands/recost';
import { addRequest } from './commands/request';
import { addRequests } from './commands/requests';
import { addRollback } from './commands/rollback';
import { addSchema } from './commands/schema';
import { addShow } from './commands/show';
import { addStatus } from './commands/status';
import { addTest } from './commands/test-endpoint';
import { addTokens } from './commands/tokens';
import { addUsage } from './commands/usage';
import { addValidate } from './commands/validate';
import { ControlPlaneClient } from './control-plane-client';
import { EXIT_CODE_DONE, EXIT_CODES_HELP } from './exit-codes';
import { asFailure, CliFailure } from './failure';
import type { Io } from './io';
import { globalOptions } from './options';
import { Output } from './output';
import { asksForJson, readArguments } from './read-arguments';
import { type GlobalOptions, readSettings } from './settings';
import { version } from '../package.json';

const COMMANDS = [
  addApply,
  addDiff,
  addValidate,
  addSchema,
  addExport,
  addGet,
  addStatus,
  addExplain,
  addRequests,
  addRequest,
  addUsage,
  addRecost,
  addHistory,
  addShow,
  addRollback,
  addKeys,
  addTokens,
  addTest,
  addLogin,
  addCompletion,
];
const HELP = `
Pass the token in SWITCHYARD_TOKEN or with --token-file. It is never an argument, because every user of the machine can
read the arguments of processes. For a control plane on this machine, SWITCHYARD_ADMIN_TOKEN also works, and so does the
file admin-token that "npm start" keeps in SWITCHYARD_DATA_DIR (.switchyard).
`;
const HELP_OF_ALL = `
${EXIT_CODES_HELP}

Read more in docs/cli.md.`;

/**
 * Runs one command line.
 *
 * @param args without the program's own name
 * @returns the exit code
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = newProgram(io);
  let result: CommandResult = { json: {} };
  let advice: string | null = null;
  const perform: Perform = Object.assign(
    async (action: Parameters<Perform>[0]) => {
      const options = program.opts<GlobalOptions>();
      const settings = readSettings(options, io.environment, io.folder);
      result = await action({ io, output, options, client: new ControlPlaneClient(settings, io.interrupted) });
    },
    {
      async offline(action: Parameters<Perform['offline']>[0]) {
        result = await action({ io, output, options: program.opts<GlobalOptions>() });
      },
    },
  );
  for (const add of COMMANDS) add(program, perform);
  const output = new Output(io, asksForJson(program, args));
  try {
    const read = readArguments(program, args);
    ({ advice } = read);
    await program.parseAsync(read.args, { from: 'user' });
    return conclude(output, result);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODE_DONE;
    return conclude(output, {
      json: {},
      failure: error instanceof CommanderError ? usageFailure(error, advice) : asFailure(error),
    });
  }
}

function conclude(output: Output, { json, exitCode = EXIT_CODE_DONE, failure }: CommandResult): number {
  if (failure === undefined) {
    output.result(json);
    return exitCode;
  }
  output.result({ ...json, error: failure.toJson() });
  output.failure(failure);
  return failure.exitCode;
}

function newProgram(io: Io): Command {
  const program = new Command('switchyard')
    .description('Command line for the Switchyard control plane.')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Printed as all other failures are.
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', HELP)
    .addHelpText('afterAll', HELP_OF_ALL);
  for (const option of globalOptions()) program.addOption(option);
  return program;
}

/** The parser's sentences about values, as a person would say them. */
function inOurWords(message: string): string {
  return message
    .replace(/^command-argument value '(.*)' is invalid for argument '(.+?)'\. /s, '"$1" is not valid for <$2>. ')
    .replace(/^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. /s, '"$2" is not valid for $1. ')
    .replace(/(^|\. )Allowed choices are /, '$1It must be one of ')
    .replace(/^missing required argument '(.+)'$/, 'The argument <$1> is missing')
    .replace(/^required option '(.+)' not specified$/, 'Pass $1');
}

function usageFailure({ message, code }: CommanderError, advice: string | null): CliFailure {
  if (code === 'commander.help') return new CliFailure('usage', 'Specify a command.');
  const [first = message, ...more] = message.replace(/^error: /, '').split('\n');
  const text = inOurWords([first, ...more].join(' '));
  const sentence = text.endsWith('.') ? text : `${text}.`;
  const help = code === 'commander.excessArguments' && advice !== null ? advice : 'See --help.';
  return new CliFailure('usage', `${sentence} ${help}`);
}
