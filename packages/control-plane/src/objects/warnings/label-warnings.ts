import type { RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { labelsIn } from '../labels/keep-labels';
import { quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

/** Warns of labels that objects lose or that get another value: whoever selects by them would no longer find the objects. */
export class LabelWarnings implements WarningSource {
  readonly #warnings: ChangeWarning[] = [];

  visit({ before, after }: RecordedChange): void {
    if (before === null || after === null) return;
    const labels = labelsIn(after.value);
    const lost = Object.entries(labelsIn(before.value)).filter(
      ([key, value]) => !Object.hasOwn(labels, key) || labels[key] !== value,
    );
    if (lost.length === 0) return;
    const list = lost.map(([key, value]) => `${key}=${value}`).join(', ');
    const message = `${quoted(after)} loses ${list}: selectors that need ${lost.length === 1 ? 'this label' : 'these labels'} no longer match it.`;
    this.#warnings.push(warningAbout(after, 'LABELS_REMOVED', message));
  }

  warnings(): Promise<ChangeWarning[]> {
    return Promise.resolve(this.#warnings);
  }
}
