import { readFileSync } from 'node:fs';

/** A fenced code block of a markdown file. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The number of its first line of code, counted from 1. */
  readonly line: number;
}

/** The fenced code blocks of a markdown file, in order. */
export function codeBlocks(file: string): CodeBlock[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\S*)\n([^]*?)^```$/gm)].map(({ 1: language = '', 2: code = '', index }) => ({
    language,
    code,
    line: text.slice(0, index).split('\n').length + 1,
  }));
}

/** What differs between runs, so that a document cannot show it literally. */
const CHANGING: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
];

/** A pattern for the output that a document shows, in which `…` matches anything. */
export function outputPattern(shown: string): RegExp {
  const parts = settled(shown).trim().split('…');
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('[^]*'));
}

/** Replaces everything in an output that differs between runs. */
export function settled(output: string): string {
  const lines = output.replaceAll('\r', '');
  return CHANGING.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), lines);
}
