import type { Page } from 'puppeteer-core';
import { ConsoleBrowser } from '../browser/console-browser';
import { ACTIONS } from './actions';
import { measure, type Taken, watchLongTasks } from './measured-page';

export const LONG_TASK_MS_MAX = 100;

export interface Measured {
  readonly list: string;
  readonly what: string;
  /** The least of all rounds, which the load of the machine has made longer the least. */
  readonly longestTaskMs: number;
  readonly dearestTaskMs: number;
  readonly shownMs: number;
}

interface Console {
  readonly url: string;
  readonly token: string;
}

/**
 * Does everything once per round, each in a page that is loaded anew, so that nothing is in its cache.
 *
 * @param say tells how far it is
 */
export async function runConsoleScale(
  { url, token }: Console,
  rounds: number,
  say: (what: string) => void,
  stopping: AbortSignal,
): Promise<readonly Measured[]> {
  const taken: Taken[][] = ACTIONS.map(() => []);
  const browser = await ConsoleBrowser.open(url);
  try {
    const { page } = browser;
    await watchLongTasks(page);
    await browser.goto('/');
    await browser.fill('Access token', token);
    await browser.click('button', 'Sign in');
    await browser.sees('Latest changes');
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}`);
      await browser.goto('/');
      await browser.sees('Latest changes');
      await doAll(page, taken, stopping);
    }
  } catch (error) {
    say(`so far:\n${measuredTable(measuredOf(taken))}`);
    throw error;
  } finally {
    await browser.close();
  }
  return measuredOf(taken);
}

/** Of the actions that were done at least once. */
function measuredOf(taken: readonly (readonly Taken[])[]): readonly Measured[] {
  const done = ACTIONS.map(({ list, what }, index) => ({
    list,
    what,
    longestTaskMs: Math.min(...(taken[index] ?? []).map(({ longestTaskMs }) => longestTaskMs)),
    dearestTaskMs: Math.min(...(taken[index] ?? []).map(({ dearestTaskMs }) => dearestTaskMs)),
    shownMs: Math.min(...(taken[index] ?? []).map(({ shownMs }) => shownMs)),
  }));
  return done.filter((_measured, index) => (taken[index]?.length ?? 0) > 0);
}

async function doAll(page: Page, taken: readonly Taken[][], stopping: AbortSignal): Promise<void> {
  for (const [index, action] of ACTIONS.entries()) {
    stopping.throwIfAborted();
    taken[index]?.push(await measure(page, action));
  }
}

/** A line for each action; one whose dearest task would hold the page up for too long on an idle machine says OVER. */
export function measuredTable(measured: readonly Measured[]): string {
  const head = ['', '', 'longest task', 'of the processor', 'shown after'];
  const rows = measured.map(({ list, what, longestTaskMs, dearestTaskMs, shownMs }) => [
    list,
    what,
    `${longestTaskMs === 0 ? '< 50' : Math.round(longestTaskMs)} ms`,
    `${Math.round(dearestTaskMs)} ms${dearestTaskMs > LONG_TASK_MS_MAX ? ' OVER' : ''}`,
    `${Math.round(shownMs)} ms`,
  ]);
  const widths = head.map((heading, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), heading.length),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
