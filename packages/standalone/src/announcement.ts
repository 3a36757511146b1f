import { styleText } from 'node:util';
import type { Standalone } from './standalone';

type Style = (text: string) => string;

const GRAPHQL_EXAMPLES: readonly [string, string][] = [
  [
    'AI APIs and their policies',
    '{ aiApis { nodes { name basePath policies { __typename suspendDurationSeconds } } } }',
  ],
  ['data planes and the revisions they serve', '{ dataPlanes { id live appliedRevision } }'],
  ['latest changes and who made them', '{ revisions(first: 5) { nodes { number operation actor { name } } } }'],
];

/**
 * What to do next, for people. Coloured only on a terminal that supports it.
 *
 * @param signInLink null unless the stream is a terminal: a log must not keep a link that signs somebody in
 */
export function announce(standalone: Standalone, stream: NodeJS.WriteStream, signInLink: string | null): string {
  const bold: Style = (text) => styleText('bold', text, { stream });
  const dim: Style = (text) => styleText('dim', text, { stream });
  const { controlPlaneUrl, dataPlaneUrl, adminUrl, adminToken, dataFolder, simulatorUrl, warnings } = standalone;
  const lines = [
    '',
    bold('Switchyard is ready.'),
    '',
    `  Console    ${bold(signInLink ?? standalone.consoleUrl)}${signInLink === null ? '' : `  ${dim('(signs you in once, within 10 minutes)')}`}`,
    `  GraphQL    ${bold(`${reachable(controlPlaneUrl)}/graphql`)}`,
    `  Token      ${adminToken}`,
    `  Gateway    ${reachable(dataPlaneUrl)}`,
    `  Readiness  ${reachable(adminUrl)}/readyz`,
    ...(simulatorUrl === null ? [] : [`  Simulator  ${simulatorUrl}  ${dim('(stands in for the vendor)')}`]),
    '',
    ...warnings.map((warning) => `${bold('Warning:')} ${warning}\n`),
    ...demonstrationLines(standalone, dim),
    dim('Try three GraphQL operations:'),
    '',
    ...GRAPHQL_EXAMPLES.flatMap(([what, document]) => [
      `  ${dim(`# ${what}`)}`,
      `  ${curlGraphql(controlPlaneUrl, adminToken, document)}`,
    ]),
    '',
    dim(`Press Ctrl-C to stop. The configuration is kept in ${dataFolder}.`),
    '',
  ];
  return lines.join('\n');
}

/** The same for programs: one line of JSON. */
export function announceJson(standalone: Standalone): string {
  const { demonstration, warnings } = standalone;
  return `${JSON.stringify({
    graphqlUrl: `${reachable(standalone.controlPlaneUrl)}/graphql`,
    consoleUrl: standalone.consoleUrl,
    dataPlaneUrl: reachable(standalone.dataPlaneUrl),
    dataPlaneAdminUrl: reachable(standalone.adminUrl),
    simulatorUrl: standalone.simulatorUrl,
    adminToken: standalone.adminToken,
    dataFolder: standalone.dataFolder,
    demonstration,
    curl: curlOf(standalone),
    warnings,
  })}\n`;
}

function demonstrationLines(standalone: Standalone, dim: Style): string[] {
  const curl = curlOf(standalone);
  if (curl === null) return [];
  const who = standalone.demonstration?.simulated
    ? "Call the demonstration's AI API. A simulated model answers; each call goes to the next model"
    : "Call the demonstration's AI API. OpenAI answers; each call goes to the next model";
  return [dim(`${who} (x-switchyard-target):`), '', `  ${curl}`, ''];
}

function curlOf({ demonstration, dataPlaneUrl }: Standalone): string | null {
  if (demonstration === null) return null;
  const { basePath, model, consumerKey } = demonstration;
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello!' }] });
  const url = `${reachable(dataPlaneUrl)}${basePath}/chat/completions`;
  return `curl -i ${url} -H 'Authorization: Bearer ${consumerKey}' -H 'Content-Type: application/json' -d '${body}'`;
}

function curlGraphql(controlPlaneUrl: string, token: string, query: string): string {
  const headers = `-H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json'`;
  return `curl ${reachable(controlPlaneUrl)}/graphql ${headers} -d '${JSON.stringify({ query })}'`;
}

/** Replaces the wildcard address, which cannot be called. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
