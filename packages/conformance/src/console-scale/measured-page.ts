import type { KeyInput, Page } from 'puppeteer-core';

/** How long what an action asks for may take. */
const SHOWN_MS_MAX = 60_000;
/** Nothing is asked for so long once an action is done: drawing ends within it. */
const QUIET_MS = 250;

/** The tasks of each thread. */
const TRACED = ['-*', 'disabled-by-default-devtools.timeline'];
const MAIN_THREAD = 'CrRendererMain';

// Scripts for the page as texts: this package is compiled without a browser's types.
const WATCH = `
  globalThis.longTasks = [];
  globalThis.startedAt = 0;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  let asked = 0;
  let quietSince = performance.now();
  const ask = globalThis.fetch;
  globalThis.fetch = (...args) => {
    asked += 1;
    const end = () => {
      asked -= 1;
      quietSince = performance.now();
    };
    const answer = ask(...args);
    answer.then(end, end);
    return answer;
  };
  globalThis.isQuiet = (ms) => asked === 0 && performance.now() - quietSince > ms;
  globalThis.firstRow = () => document.querySelector('main tbody tr')?.textContent ?? '';`;
const BEGIN = 'globalThis.rowBefore = firstRow(); globalThis.startedAt = performance.now(); undefined';
const LONGEST = 'Math.max(0, ...longTasks.filter(([start]) => start >= startedAt).map(([, duration]) => duration))';

/** What an operator does at once. */
export interface Action {
  /** The list that it is done on. */
  readonly list: string;
  readonly what: string;
  /** What gets ready and is not measured, such as finding the field. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly act: (page: Page) => Promise<unknown>;
  /** An expression of the page that is true once the result is drawn; `rowBefore` is the text of the first row before. */
  readonly isShown: string;
}

export interface Taken {
  /** Of the longest task that held the page up; browsers report those of 50 ms or more, so 0 is less than that. */
  readonly longestTaskMs: number;
  /** What the dearest task took of the processor: on a busy machine a task lasts longer than that. */
  readonly dearestTaskMs: number;
  /** From the action until its result is drawn. */
  readonly shownMs: number;
}

/** Has a page note the tasks that hold it up. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(WATCH);
}

/** Does something on a page, and says for how long the page was held up, and when the result was there. */
export async function measure(page: Page, { list, what, prepare, act, isShown }: Action): Promise<Taken> {
  try {
    await prepare?.(page);
    await settled(page);
    await page.tracing.start({ categories: TRACED });
    await page.evaluate(BEGIN);
    await act(page);
    const shown = await page.waitForFunction(`(${isShown}) && performance.now() - startedAt`, {
      polling: 'raf',
      timeout: SHOWN_MS_MAX,
    });
    const shownMs = Number(await shown.jsonValue());
    await settled(page);
    const dearestTaskMs = dearestTask(await page.tracing.stop());
    return { longestTaskMs: Number(await page.evaluate(LONGEST)), dearestTaskMs, shownMs };
  } catch (error) {
    const text = String(await page.evaluate('document.body.innerText').catch(() => '')).slice(0, 2_000);
    throw new Error(`${list}, ${what}: ${String(error)}; ${isShown} at ${page.url()}, which says:\n${text}`, {
      cause: error,
    });
  }
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** The time of the thread, in µs. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** @param trace what the browser noted. @returns the most that one task of a page took of the processor, in ms */
function dearestTask(trace: Uint8Array | undefined): number {
  const { traceEvents } = JSON.parse(Buffer.from(trace ?? []).toString()) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const isMain = (event: TraceEvent) => event.name === 'thread_name' && event.args?.name === MAIN_THREAD;
  const mains = new Set(traceEvents.filter(isMain).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && mains.has(threadOf(event)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}

async function settled(page: Page): Promise<void> {
  await page.waitForFunction(`isQuiet(${QUIET_MS})`, { timeout: SHOWN_MS_MAX });
}

/** Clicks what an XPath finds first. */
export function click(xpath: string): Pick<Action, 'prepare' | 'act'> {
  const find = (page: Page) => page.waitForSelector(`::-p-xpath(${xpath})`, { visible: true });
  return { prepare: find, act: async (page) => (await find(page))?.click() };
}

/** Types into the field that an XPath finds, in the place of what it says. */
export function type(xpath: string, text: string): Pick<Action, 'prepare' | 'act'> {
  return {
    prepare: async (page) => {
      const field = await page.waitForSelector(`::-p-xpath(${xpath})`, { visible: true });
      await field?.click({ count: 3 });
    },
    act: (page) => (text === '' ? page.keyboard.press('Backspace') : page.keyboard.type(text)),
  };
}

export function press(...keys: readonly KeyInput[]): Pick<Action, 'act'> {
  return {
    act: async (page) => {
      for (const key of keys) await page.keyboard.press(key);
    },
  };
}
