import { Option } from 'commander';
import { momentBefore, positiveSeconds, seconds } from './option-values';

const WAIT_SECONDS_DEFAULT = 60;
const REQUEST_TIMEOUT_SECONDS_DEFAULT = 30;

/** An option that may be given several times; its parser collects the values. */
export class RepeatableOption extends Option {}

export function isRepeatable(option: Option): boolean {
  return option instanceof RepeatableOption;
}

/** Adds a value to those that were given before it. */
export function collected(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

// Options that several commands share. Each command needs its own instance.

export const waitOption = () =>
  new Option(
    '--wait [seconds]',
    `wait up to ${WAIT_SECONDS_DEFAULT} s until every live data plane serves the change; --wait=120 sets another limit`,
  )
    .preset(String(WAIT_SECONDS_DEFAULT))
    .argParser(seconds);

export const commentOption = () =>
  new Option('--comment <text>', 'a comment for the revision, such as a ticket or a commit');

export const manifestOption = () =>
  new RepeatableOption(
    '-f, --file <path>',
    'a manifest in YAML or JSON, a folder of them, or - for standard input; repeatable',
  )
    .argParser(collected)
    .makeOptionMandatory();

export const pruneOption = () =>
  new Option('--prune', 'delete objects that the manifest does not list, in the sections that it has');

export const selectorOption = (what: string) =>
  new Option('-l, --selector <labels>', `${what}; such as team=chat, team!=chat, "team in (chat,search)" or team`);

export const allowEmptyOption = () =>
  new Option('--allow-empty', 'with --prune, let an empty section delete all of its objects');

export const dryRunOption = () => new Option('--dry-run', 'show the plan without applying it');

export const verboseOption = () => new Option('--verbose', 'also show the default values of new objects');

export const expectPlanOption = () => new Option('--expect-plan <id>', 'apply only if the plan still has this id');

export const yesOption = () => new Option('-y, --yes', 'do not ask for confirmation');

/** @param fallback what it is without the option, for the help */
export const sinceOption = (fallback: string) =>
  new Option(
    '--since <moment>',
    `the start: a date or time, or how long ago, such as 30m, 24h or 7d (default: ${fallback})`,
  ).argParser(momentBefore(Date.now));

export const untilOption = () =>
  new Option('--until <moment>', 'the end: a date or time, or how long ago (default: now)').argParser(
    momentBefore(Date.now),
  );

export const globalOptions = () => [
  new Option(
    '--url <url>',
    'address of the control plane, with or without /graphql (default: SWITCHYARD_URL, else this machine)',
  ),
  new Option('--context <name>', 'the context of "login" to use (default: SWITCHYARD_CONTEXT, else the latest login)'),
  new Option('--token-file <file>', 'file with the access token (default: SWITCHYARD_TOKEN)'),
  new Option('--timeout <seconds>', 'timeout of each request')
    .default(REQUEST_TIMEOUT_SECONDS_DEFAULT)
    .argParser(positiveSeconds),
  new Option('--json', 'print one line of JSON, including errors'),
];
