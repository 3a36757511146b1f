import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import {
  ACCESS_TOKEN_ID,
  ACCESS_TOKENS,
  type AccessToken,
  type AccessTokenPage,
  CREATE_ACCESS_TOKEN,
  REVOKE_ACCESS_TOKEN,
} from '../documents/access-tokens';
import { CliFailure } from '../failure';
import { momentFrom, role } from '../option-values';
import { commentOption } from '../options';
import { table } from '../render/table';
import { SecretFile } from '../secret-file';

/** The control plane's largest page. */
const PAGE_SIZE = 200;
const ISSUE_HELP = `
Prints the token once, alone on standard output; everything else goes to standard error. With --output it writes the token to
a new file that only its owner can read, and does not print it. Only an ADMIN may do this.

Examples:
  switchyard tokens issue ci --role editor --expires 90d --output ci.token`;

interface IssueTokenOptions {
  readonly role: string;
  readonly expires?: string;
  readonly output?: string;
  readonly comment?: string;
}

export function addTokens(program: Command, perform: Perform): void {
  const tokens = program.command('tokens').description('issue, list and revoke access tokens of operators');
  tokens
    .command('issue')
    .description('issue an access token')
    .argument('<name>', "the token's name, unique among access tokens")
    .addOption(
      new Option('--role <role>', 'what the token allows')
        .choices(['viewer', 'editor', 'admin'])
        .argParser(role)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--expires <moment>', 'when it expires, such as 2027-03-01 or 90d (from now)').argParser(
        momentFrom(() => Date.now()),
      ),
    )
    .option('-o, --output <file>', 'a new file to write the token to')
    .addOption(commentOption())
    .addHelpText('after', ISSUE_HELP)
    .action((name: string, options: IssueTokenOptions) => perform((context) => issueToken(context, name, options)));
  tokens
    .command('list')
    .description('list access tokens, without their secrets')
    .option('--all', 'include expired and revoked tokens')
    .action((options: { all?: boolean }) => perform((context) => listTokens(context, options.all === true)));
  tokens
    .command('revoke')
    .description('revoke an access token permanently')
    .argument('<name>', "the token's name")
    .addOption(commentOption())
    .action((name: string, options: { comment?: string }) =>
      perform((context) => revokeToken(context, name, options.comment)),
    );
}

async function issueToken(context: CommandContext, name: string, options: IssueTokenOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const input = { name, role: options.role, expiresAt: options.expires, comment: options.comment };
  const path = options.output === undefined ? null : resolve(io.folder, options.output);
  // The file is created first: a token that could not be written would be lost.
  const file = path === null ? null : await SecretFile.create(path, 'No token was issued.');
  const { createAccessToken } = await client.ask(CREATE_ACCESS_TOKEN, { input }).catch(async (error: unknown) => {
    await file?.discard();
    throw error;
  });
  const { accessToken, secret, revision } = createAccessToken;
  if (file === null) output.print(secret);
  else await file.write(secret);
  const expiry = accessToken.expiresAt === null ? 'It never expires.' : `It expires at ${accessToken.expiresAt}.`;
  output.note(`Issued token ${accessToken.name} with the role ${accessToken.role} in revision ${revision}. ${expiry}`);
  return { json: { accessToken, secret: file === null ? secret : null, file: options.output ?? null, revision } };
}

async function listTokens({ client, output }: CommandContext, isAll: boolean): Promise<CommandResult> {
  const tokens: AccessToken[] = [];
  const filter = isAll ? {} : { filter: { states: ['ACTIVE'] } };
  let after: string | null = null;
  do {
    const page: { accessTokens: AccessTokenPage } = await client.ask(ACCESS_TOKENS, {
      first: PAGE_SIZE,
      after,
      ...filter,
    });
    const { nodes, pageInfo } = page.accessTokens;
    tokens.push(...nodes);
    after = pageInfo.hasNextPage && nodes.length > 0 ? pageInfo.endCursor : null;
  } while (after !== null);
  const rows = tokens.map((token) => [
    token.name,
    token.role,
    token.state,
    token.hint,
    token.createdAt,
    token.expiresAt ?? 'never',
    token.lastUsedAt ?? 'never',
  ]);
  output.print(table(['NAME', 'ROLE', 'STATE', 'BEGINS', 'ISSUED', 'EXPIRES', 'LAST USED'], rows));
  return { json: { accessTokens: tokens, totalCount: tokens.length } };
}

async function revokeToken(
  { client, output }: CommandContext,
  name: string,
  comment: string | undefined,
): Promise<CommandResult> {
  const { accessToken: found } = await client.ask(ACCESS_TOKEN_ID, { name });
  if (found === null) throw new CliFailure('refused', `Access token "${name}" not found.`, { code: 'NOT_FOUND' });
  const { revokeAccessToken } = await client.ask(REVOKE_ACCESS_TOKEN, { input: { accessTokenId: found.id, comment } });
  const { accessToken, revision } = revokeAccessToken;
  output.print(`Revoked token ${accessToken.name} in revision ${revision}.`);
  return { json: { accessToken, revision } };
}
