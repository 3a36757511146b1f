import { until } from '@switchyard/runtime';
import type { ElementHandle, KeyInput } from 'puppeteer-core';
import type { ConsoleBrowser } from './console-browser';

/** More than any page has between two controls of a task. */
const TABS_MAX = 120;
/** How long a page that was just opened may take to be drawn. */
const DRAWN_MS_MAX = 1_000;
/** A menu takes a moment to open, and to move its focus. */
const ARROW_MS = 100;
const NOWHERE = 'nothing has the focus';
/** A date has a day, a month, a year and a calendar, which Tab goes through. */
const STAYS_MAX = 4;

// Scripts for the page as texts: this package is compiled without a browser's types.
/** Counts what a pointer does, of which there must be nothing. */
const COUNT_POINTERS = `
  globalThis.pointerEvents ??= 0;
  for (const type of ['mousedown', 'pointerdown', 'touchstart']) addEventListener(type, () => (globalThis.pointerEvents += 1), true);`;
/**
 * Says what is wrong with the place of the focus: nowhere, not to be seen, or below something else. A switch and a radio button
 * are drawn by what follows them.
 */
const PROBLEM = `(() => {
  const active = document.activeElement;
  if (active === null || active === document.body) return '${NOWHERE}';
  const label = active.getAttribute('aria-label') ?? active.labels?.[0]?.innerText ?? active.innerText ?? '';
  const name = active.tagName.toLowerCase() + ' "' + label.trim().slice(0, 60) + '"';
  const drawn = [active, active.nextElementSibling, active.closest('.mantine-Input-input')];
  const hasRing = drawn.some((element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  });
  if (!hasRing) return name + ' has the focus, and nothing shows it';
  const boxes = drawn.map((element) => element?.getBoundingClientRect()).filter((box) => box && box.width > 1 && box.height > 1);
  const box = boxes[0];
  if (box === undefined) return name + ' has the focus, and cannot be seen';
  if (box.height > innerHeight / 2) return null;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return name + ' has the focus outside of the window';
  const top = document.elementFromPoint(x, y);
  const isOnTop = drawn.some((element) => element && (element.contains(top) || top?.contains(element) && top.closest('header') === null));
  return isOnTop ? null : name + ' has the focus below ' + top?.outerHTML.slice(0, 120);
})()`;
const IS_LOST = 'document.activeElement === null || document.activeElement === document.body';

/** An operator without a pointer: everything is reached by Tab, and done by keys. */
export class Keyboard {
  /** What was wrong with the focus on the way. */
  readonly problems = new Set<string>();

  private constructor(private readonly console: ConsoleBrowser) {}

  /** Watches the pages that are loaded from now on. */
  static async at(console: ConsoleBrowser): Promise<Keyboard> {
    await console.page.evaluateOnNewDocument(COUNT_POINTERS);
    return new Keyboard(console);
  }

  /**
   * Presses Tab, or Shift and Tab towards what stands before, until a control has the focus.
   *
   * @param role its role, with its name; or an XPath
   * @throws Error if it cannot be reached, which says what can
   */
  async to(role: string, name = '', within = ''): Promise<void> {
    const target = await this.#find(role, name, within);
    const passed: string[] = [];
    let stays = 0;
    // Of `Node.compareDocumentPosition`: 4 is for what follows.
    const isBefore = await target.evaluate(
      (element) => (element.compareDocumentPosition(element.ownerDocument.activeElement ?? element) & 4) !== 0,
    );
    for (let tabs = 0; tabs <= TABS_MAX; tabs += 1) {
      if (await this.#has(target)) return this.#look();
      const before = await this.#focused();
      if (isBefore) await this.chord('Shift', 'Tab');
      else await this.press('Tab');
      const after = await this.#focused();
      passed.push(after);
      stays = after === before && after !== '' ? stays + 1 : 0;
      if (stays > STAYS_MAX) throw new Error(`Tab does not leave ${after}`);
      await this.#look();
    }
    throw new Error(`Tab does not reach ${role} ${name}, but ${passed.slice(0, 40).join(', ')}`);
  }

  async press(...keys: readonly KeyInput[]): Promise<void> {
    for (const key of keys) await this.console.page.keyboard.press(key);
  }

  /** Goes to a control and presses Enter. */
  async enter(role: string, name = '', within = ''): Promise<void> {
    await this.to(role, name, within);
    await this.press('Enter');
  }

  /** Goes to a field and replaces its text. */
  async type(label: string, text: string, within = '', role = 'textbox'): Promise<void> {
    await this.to(role, label, within);
    await this.chord('Control', 'a');
    await this.console.page.keyboard.type(text);
  }

  /** Chooses an option of a list, by the arrows. */
  async choose(label: string, option: string, within = ''): Promise<void> {
    await this.to('combobox', label, within);
    await this.#settles();
    await this.press('ArrowDown');
    const target = await this.console.find('option', option);
    for (let steps = 0; steps <= TABS_MAX; steps += 1) {
      await this.#settles();
      if (await target.evaluate((element) => element.hasAttribute('data-combobox-selected'))) break;
      await this.press('ArrowDown');
    }
    await this.press('Enter');
    await this.#settles();
  }

  async chord(modifier: KeyInput, key: KeyInput): Promise<void> {
    const { keyboard } = this.console.page;
    await keyboard.down(modifier);
    await keyboard.press(key);
    await keyboard.up(modifier);
  }

  /** Presses the arrow down until an item of a menu has the focus. */
  async arrowTo(role: string, name: string): Promise<void> {
    const target = await this.#find(role, name, '');
    await until(
      async () => {
        if (await this.#has(target)) return true;
        await this.press('ArrowDown');
        return null;
      },
      `${role} ${name} has the focus`,
      { everyMs: ARROW_MS },
    );
  }

  /** Waits until a control has the focus by itself, as after a dialog. */
  async isAt(role: string, name = '', within = ''): Promise<void> {
    const target = await this.#find(role, name, within);
    try {
      await this.console.page.waitForFunction((element) => element.ownerDocument.activeElement === element, {}, target);
    } catch (error) {
      throw new Error(`${role} ${name} does not get the focus, but ${await this.#focused()}`, { cause: error });
    }
    await this.#look();
  }

  /** Waits until the content of the page has the focus, as after another page was opened. */
  async isAtContent(): Promise<void> {
    await this.console.page.waitForFunction(`document.activeElement?.id === 'content'`);
  }

  /** Notes if the focus was lost. */
  async keepsFocus(after: string): Promise<void> {
    if (await this.console.page.evaluate(IS_LOST)) this.problems.add(`after ${after} ${NOWHERE}`);
  }

  async pointerEvents(): Promise<number> {
    return Number(await this.console.page.evaluate('globalThis.pointerEvents'));
  }

  /** A list that opens or closes forgets its mark in a timer: no hand is as quick as that, but this one is. */
  async #settles(): Promise<void> {
    await this.console.page.evaluate('new Promise((resolve) => setTimeout(resolve))');
  }

  async #find(role: string, name: string, within: string): Promise<ElementHandle> {
    if (!role.startsWith('//')) return this.console.find(role, name, within);
    // What a radio button or a switch is drawn by is not what has the focus.
    const found = await this.console.page.waitForSelector(`::-p-xpath(${role})`);
    if (found === null) throw new Error(`there is no ${role}`);
    return found;
  }

  async #has(target: ElementHandle): Promise<boolean> {
    return target.evaluate((element) => element.ownerDocument.activeElement === element);
  }

  async #focused(): Promise<string> {
    return String(
      await this.console.page.evaluate(
        `(({ activeElement: active }) => active === null || active === document.body ? '' :
          active.tagName.toLowerCase() + ' ' + (active.getAttribute('aria-label') ?? active.labels?.[0]?.innerText ?? active.innerText ?? '').trim().slice(0, 40) + ' ' + active.id)(document)`,
      ),
    );
  }

  async #look(): Promise<void> {
    let problem = (await this.console.page.evaluate(PROBLEM)) as string | null;
    // The focus is nowhere when it leaves the page for the browser's own controls, and comes back with the next Tab.
    if (problem === null || problem === NOWHERE) return;
    // What has just been drawn may still get its style.
    const isMended = () => this.console.page.evaluate(`${PROBLEM} === null`);
    if (!(await until(isMended, 'the focus is seen', { withinMs: DRAWN_MS_MAX }).catch(() => false))) {
      problem = (await this.console.page.evaluate(PROBLEM)) as string | null;
      if (problem !== null) this.problems.add(problem);
    }
  }
}
