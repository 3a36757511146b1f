import { resolve } from 'node:path';
import type { OfflineContext } from '../command-context';
import type { Problem } from '../failure';
import type { Io } from '../io';
import { collected, RepeatableOption } from '../options';
import { ownSecretFiles } from '../settings';
import type { FileRules } from './file-access';
import { findManifests } from './find-manifests';
import { readManifestFile } from './manifest-file';
import { type MergedManifest, mergeManifests } from './merge-manifests';
import { ParsedManifest } from './parsed-manifest';
import { misspeltReferences, resolveTexts } from './resolve-texts';

/** What the commands that take manifests have in common. */
export interface ManifestOptions {
  readonly file: readonly string[];
  readonly allowFiles?: readonly string[];
}

/** One manifest of all files, whose texts are resolved; its credentials are not, see `manifestSecrets`. */
export interface Manifest extends MergedManifest {
  readonly manifests: readonly ParsedManifest[];
  readonly fileRules: FileRules;
}

export const allowFilesOption = () =>
  new RepeatableOption(
    '--allow-files <folder>',
    "another folder, besides the manifest's own, that ${file:PATH} may read files from; repeatable",
  ).argParser(collected);

/**
 * Reads the manifests of files and folders as one.
 *
 * @throws CliFailure if one cannot be read, if two describe the same object, or if a text refers to a variable or file that
 *   is missing
 */
export async function readManifest(
  { file, allowFiles = [] }: ManifestOptions,
  { io, options }: OfflineContext,
): Promise<Manifest> {
  const manifests = await parsedManifests(file, io);
  const fileRules = {
    allowedFolders: allowFiles.map((folder) => resolve(io.folder, folder)),
    ownSecrets: ownSecretFiles(options, io.environment, io.folder),
  };
  const isResolved = await resolveTexts(manifests, io, fileRules);
  return { ...mergeManifests(manifests, isResolved), manifests, fileRules };
}

/** One manifest of all files, with its references as they are written. */
export interface UnresolvedManifest extends MergedManifest {
  /** What begins like a reference and is none. */
  readonly misspelt: readonly Problem[];
}

/**
 * Reads manifests as one, with their references as they are written.
 *
 * @throws CliFailure as `readManifest`
 */
export async function readUnresolved({ file }: Pick<ManifestOptions, 'file'>, io: Io): Promise<UnresolvedManifest> {
  const manifests = await parsedManifests(file, io);
  return { ...mergeManifests(manifests, true), misspelt: misspeltReferences(manifests) };
}

async function parsedManifests(file: readonly string[], io: Io): Promise<ParsedManifest[]> {
  const manifests: ParsedManifest[] = [];
  for (const path of await findManifests(file, io.folder)) {
    manifests.push(ParsedManifest.parse(await readManifestFile(path, io)));
  }
  return manifests;
}
