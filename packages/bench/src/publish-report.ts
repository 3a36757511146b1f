import { access, constants, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArgumentsError, type BenchArguments } from './arguments';
import { benchmarksPage, PLOTS_FOLDER } from './report/benchmarks-page';
import type { Report } from './report/report';

const PAGE = 'benchmarks.md';

type Destination = Pick<BenchArguments, 'jsonFile' | 'outputFolder'>;

/** Makes sure that the report can be written, before anything is measured. @throws ArgumentsError if it cannot */
export async function checkDestination({ jsonFile, outputFolder }: Destination): Promise<void> {
  const orComplain = async (argument: string, attempt: Promise<unknown>) => {
    await attempt.catch((error: unknown) => {
      throw new ArgumentsError(
        `${argument} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  };
  if (jsonFile !== null) await orComplain(`--json ${jsonFile}`, openForWriting(jsonFile));
  if (outputFolder === null) return;
  const plots = join(outputFolder, PLOTS_FOLDER);
  await orComplain(
    `--output ${outputFolder}`,
    mkdir(plots, { recursive: true }).then(() => access(plots, constants.W_OK)),
  );
}

async function openForWriting(file: string): Promise<void> {
  await (await open(file, 'a')).close();
}

/** Writes the page with its plots, or prints the page, and writes the raw results. */
export async function publishReport(report: Report, { jsonFile, outputFolder }: Destination): Promise<void> {
  if (jsonFile !== null) await writeFile(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  const { text, plots } = benchmarksPage(report);
  if (outputFolder === null) {
    process.stdout.write(text);
    return;
  }
  const folder = join(outputFolder, PLOTS_FOLDER);
  // Of an earlier page, which may have had others.
  for (const file of await readdir(folder)) if (file.endsWith('.svg')) await rm(join(folder, file));
  for (const [file, svg] of plots) await writeFile(join(folder, file), svg);
  await writeFile(join(outputFolder, PAGE), text);
}
