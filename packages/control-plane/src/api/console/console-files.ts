import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The build writes it where the page's nonce is to stand. */
const NONCE_MARK = '__CSP_NONCE__';
const PAGE = 'index.html';
const ENCODINGS = [
  { coding: 'br', extension: '.br' },
  { coding: 'gzip', extension: '.gz' },
] as const;
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the console that a browser loads. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed by the build, by the name of the coding. */
  readonly encoded: ReadonlyMap<string, Buffer>;
  /** Whether its name has a digest of its content. */
  readonly isImmutable: boolean;
}

interface Loaded {
  readonly folder: string;
  /** Which build it is. */
  readonly build: string;
  readonly files: ReadonlyMap<string, ConsoleFile>;
  /** The page, cut where the nonce goes. */
  readonly page: readonly string[];
}

/**
 * The built console. A build is read once, whole, so that a request can name only what was built. Whoever opens the page
 * gets the newest build, also one that has taken the place of another meanwhile; pages that are open still find the parts of
 * theirs, which they load as they need them.
 */
export class ConsoleFiles {
  #loaded: Loaded | null = null;
  #before: Loaded | null = null;

  /** @param folders where it may be; the first that has a page counts */
  constructor(private readonly folders: readonly string[]) {}

  /** @param path such as `/assets/index-1a2b3c.js` */
  file(path: string): ConsoleFile | null {
    const loaded = this.#loaded ?? this.#newest();
    return loaded?.files.get(path) ?? this.#before?.files.get(path) ?? null;
  }

  /** The page with a nonce; null while the console is not built. */
  page(nonce: string): string | null {
    return this.#newest()?.page.join(nonce) ?? null;
  }

  #newest(): Loaded | null {
    const folders = this.#loaded === null ? this.folders : [this.#loaded.folder];
    for (const folder of folders) {
      const build = buildIn(folder);
      if (build === null || build === this.#loaded?.build) continue;
      const loaded = load(folder, build);
      if (loaded === null) continue;
      this.#before = this.#loaded;
      this.#loaded = loaded;
      break;
    }
    return this.#loaded;
  }
}

/** What tells the build in a folder from the one before: each replaces the folder. */
function buildIn(folder: string): string | null {
  const { ino, mtimeMs, size } = statSync(join(folder, PAGE), { throwIfNoEntry: false }) ?? {};
  return ino === undefined ? null : `${ino} ${mtimeMs} ${size}`;
}

/** @returns null if it is not whole yet, or is being replaced at this moment */
function load(folder: string, build: string): Loaded | null {
  try {
    const page = readFileSync(join(folder, PAGE), 'utf8').split(NONCE_MARK);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    const served = names.filter((name) => TYPES[extname(name)] !== undefined);
    const files = new Map(served.map((name) => [`/${name}`, readFile(folder, name, names)]));
    return buildIn(folder) === build ? { folder, build, files, page } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function readFile(folder: string, name: string, names: readonly string[]): ConsoleFile {
  const encodings = ENCODINGS.filter(({ extension }) => names.includes(`${name}${extension}`));
  return {
    type: TYPES[extname(name)] ?? '',
    bytes: readFileSync(join(folder, name)),
    encoded: new Map(
      encodings.map(({ coding, extension }) => [coding, readFileSync(join(folder, `${name}${extension}`))]),
    ),
    isImmutable: name.startsWith('assets/'),
  };
}

/** Where the console is: beside the program in an image, or among the packages in the repository. */
export function consoleFolders(programFolder: string): readonly string[] {
  return [join(programFolder, '../console'), join(programFolder, '../../console/dist')];
}
