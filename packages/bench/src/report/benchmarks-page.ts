import { metricTable } from './metric-table';
import { curvePlot, metricPlot } from './plots';
import type { Report } from './report';
import type { Measured, Metric } from './scenario-result';
import { WHAT_DID_NOT_PAY } from './what-did-not-pay';

/** Above this the machine was busy with other things. A run itself keeps two cores busy. */
const LOAD_PER_CORE_MAX = 0.25;

/** A page in Markdown and the plots that it shows. */
export interface BenchmarksPage {
  readonly text: string;
  /** SVG by file name; the page expects them in `PLOTS_FOLDER` beside it. */
  readonly plots: ReadonlyMap<string, string>;
}

export const PLOTS_FOLDER = 'benchmarks';

/** The page that a run of the bench writes. */
export function benchmarksPage(report: Report): BenchmarksPage {
  const plots = new Map<string, string>();
  const sections = report.scenarios.map((measured) => sectionOf(measured, plots));
  return { text: `${[opening(report), ...sections, WHAT_DID_NOT_PAY].join('\n\n')}\n`, plots };
}

function opening(report: Report): string {
  const { machine, versions, rounds, leftOut } = report;
  const [before] = report.loadAverages;
  const programs = Object.entries({ Node: machine.node, ...versions }).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmarks',
    `\`${report.command}\` wrote this page on ${report.startedAt.slice(0, 10)}; it took ${report.minutes} minutes.`,
    METHOD,
    [
      `- Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.system}.`,
      `- Versions: ${programs.join(', ')}; Switchyard at commit ${machine.commit ?? 'unknown'}.`,
      `- Rounds: ${rounds}. Load average before and after: ${report.loadAverages.join(' and ')}.`,
      ...leftOut.map((reason) => `- Left out: ${reason}.`),
    ].join('\n'),
    ...(before > machine.cores * LOAD_PER_CORE_MAX ? [BUSY(before)] : []),
    ...(report.isQuick ? [QUICK_RUN] : []),
    ...(report.coresAreApart ? [] : [SHARED_CORE]),
  ].join('\n\n');
}

const METHOD = `Each gateway runs alone on one core. Load, upstream and databases use the others, and their CPU time does not count. A
gateway's CPU time is the user and system time of its whole process tree, from \`/proc\`. Every round measures each of them
once, in rotating order and each right after a warm-up. Figures are medians of the rounds, with the minimum and the
maximum in parentheses; a ratio such as 1.24 × is the median of the rounds' ratios, because two neighbouring windows of a
noisy machine compare better than two medians. The upstream answers at once and as cheaply as possible.`;

const BUSY = (load: number) =>
  `**The machine was busy with other work (load average ${load} before the run): the figures below show orders of magnitude only.**`;
const QUICK_RUN =
  '**This was a quick run, with short windows: it shows that the bench works, not how fast anything is.**';
const SHARED_CORE = '**Only one core was available: gateways shared it with load and upstream.**';

function sectionOf({ name, title, method, result, failures }: Measured, plots: Map<string, string>): string {
  const parts = [`## ${title}`, method];
  let shown = 0;
  const show = (svg: string, alternative: string) => {
    shown += 1;
    const file = `${name}-${shown}.svg`;
    plots.set(file, svg);
    return `![${alternative}](${PLOTS_FOLDER}/${file})`;
  };
  for (const [unit, metrics] of byUnit(result.metrics)) {
    parts.push(`In ${unit}${result.baseline === null ? '' : `; ratios to ${result.baseline}`}:`);
    parts.push(metricTable(metrics, result.baseline));
    parts.push(show(metricPlot(metrics), `${title}: ${unit}`));
  }
  if (result.curves !== undefined) {
    parts.push(show(curvePlot(result.curves.unit, result.curves.series), `${title}: ${result.curves.unit} over time`));
  }
  if (failures.length > 0) parts.push('**Not measured:**', `\`\`\`text\n${failures.join('\n')}\n\`\`\``);
  return parts.join('\n\n');
}

function byUnit(metrics: readonly Metric[]): Map<string, Metric[]> {
  return Map.groupBy(metrics, ({ unit }) => unit);
}
