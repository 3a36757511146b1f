import { readdirSync, readFileSync } from 'node:fs';
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
  readonly files: ReadonlyMap<string, ConsoleFile>;
  /** The page, cut where the nonce goes. */
  readonly page: readonly string[];
}

/**
 * The built console. It is read once, whole, so that a request can name only what was built; until the build is there,
 * each request looks again.
 */
export class ConsoleFiles {
  #loaded: Loaded | null = null;

  /** @param folders where it may be; the first that has a page counts */
  constructor(private readonly folders: readonly string[]) {}

  /** @param path such as `/assets/index-1a2b3c.js` */
  file(path: string): ConsoleFile | null {
    return this.#load()?.files.get(path) ?? null;
  }

  /** The page with a nonce; null while the console is not built. */
  page(nonce: string): string | null {
    return this.#load()?.page.join(nonce) ?? null;
  }

  #load(): Loaded | null {
    for (const folder of this.#loaded === null ? this.folders : []) this.#loaded ??= load(folder);
    return this.#loaded;
  }
}

function load(folder: string): Loaded | null {
  try {
    const page = readFileSync(join(folder, PAGE), 'utf8').split(NONCE_MARK);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    const served = names.filter((name) => TYPES[extname(name)] !== undefined);
    return { page, files: new Map(served.map((name) => [`/${name}`, readFile(folder, name, names)])) };
  } catch (error) {
    // Not built yet, or being replaced at this moment.
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
