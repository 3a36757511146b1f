import { Option } from 'commander';
import { positiveSeconds, seconds } from './option-values';

const WAIT_SECONDS_DEFAULT = 60;
const REQUEST_TIMEOUT_SECONDS_DEFAULT = 30;

// Options that several commands share, each made anew, because a command keeps its own.

export const waitOption = () =>
  new Option('--wait [seconds]', 'wait until every live data plane serves it')
    .preset(String(WAIT_SECONDS_DEFAULT))
    .argParser(seconds);

export const commentOption = () =>
  new Option('--comment <text>', 'what to note in the revision, such as a ticket or a commit');

export const manifestOption = () =>
  new Option('-f, --file <file>', 'the manifest, YAML or JSON; - for the standard input').makeOptionMandatory();

export const pruneOption = () => new Option('--prune', 'delete what the sections that the manifest has do not name');

export const dryRunOption = () => new Option('--dry-run', 'only say what it would change');

export const expectPlanOption = () =>
  new Option('--expect-plan <id>', 'do it only if the plan is still the one of this id');

export const yesOption = () => new Option('-y, --yes', 'do it without asking');

export const globalOptions = () => [
  new Option('--url <url>', 'the control plane, with or without /graphql; else SWITCHYARD_URL, else this machine'),
  new Option('--token-file <file>', 'a file that holds the access token; else SWITCHYARD_TOKEN'),
  new Option('--timeout <seconds>', 'how long one request may take')
    .default(REQUEST_TIMEOUT_SECONDS_DEFAULT)
    .argParser(positiveSeconds),
  new Option('--json', 'print one line of JSON, errors too'),
];
