import { HEAD_KEY } from '@switchyard/contract';

/** A watch delivers the head when it is opened, and once more in its turn. */
const HEADS_OF_OPENING = 2;

/** How far a watch of the bucket has come since it was opened last. */
export class WatchProgress {
  #isOpening = false;
  #headCount = 0;
  #seen: Set<string> | null = null;

  /** Whether it was opened, and the bucket was not looked at since. */
  get isOpening(): boolean {
    return this.#isOpening;
  }

  /** The delivered keys, if the bucket may have lost some that are held; null if it cannot. */
  get seen(): ReadonlySet<string> | null {
    return this.#seen;
  }

  /**
   * Whether only changes follow: then the bucket may be looked at although they have not ended. Another head than those of the
   * opening is a change.
   */
  get isFollowing(): boolean {
    return !this.#isOpening || this.#headCount > HEADS_OF_OPENING;
  }

  /** Whether only changes follow from the delivery of this key on. */
  isFollowingFrom(key: string): boolean {
    return this.isFollowing || (key === HEAD_KEY && this.#headCount === HEADS_OF_OPENING);
  }

  /** @param isFirst whether nothing is held that the bucket may have lost */
  opened(isFirst: boolean): void {
    this.#isOpening = true;
    this.#headCount = 0;
    this.#seen = isFirst ? null : new Set();
  }

  /** @param isHeld whether the bucket has the key, and it is held */
  delivered(key: string, isHeld: boolean): void {
    if (key === HEAD_KEY) this.#headCount += 1;
    else if (isHeld) this.#seen?.add(key);
  }

  /** The bucket was looked at. @param isCaughtUp whether nothing was still to come */
  lookedAt(isCaughtUp: boolean): void {
    if (isCaughtUp) this.#seen = null;
    // Until it has caught up, keys that it has not seen again may still be gone.
    if (this.#seen === null) this.#isOpening = false;
  }
}
