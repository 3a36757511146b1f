/** An object as a manifest describes it. */
export type Item = Readonly<Record<string, unknown>>;
export type Sections = Readonly<Record<string, readonly Item[]>>;

/** A kind of object that can be listed. */
export interface ListedKind {
  readonly plural: string;
  readonly singular: string;
  /** For messages. */
  readonly label: string;
  /** The section of a manifest. */
  readonly section: string;
  /** The list within the section's items that has the objects; null if they are the items. */
  readonly list: string | null;
  readonly head: readonly string[];
  rowsOf(sections: Sections): string[][];
}

/** The lists of objects that an item of a section may have, each of a kind of its own. */
const LISTS: readonly string[] = ['models', 'endpoints', 'policies'];

export const KINDS: readonly ListedKind[] = [
  {
    plural: 'providers',
    singular: 'provider',
    label: 'Provider',
    section: 'providers',
    list: null,
    head: ['NAME', 'TEMPLATE', 'DISPLAY NAME'],
    rowsOf: rows('providers', null, (provider) => [text(provider['template']), displayName(provider)]),
  },
  {
    plural: 'models',
    singular: 'model',
    label: 'Model',
    section: 'providers',
    list: 'models',
    head: ['NAME', 'ENABLED', 'DISPLAY NAME'],
    rowsOf: rows('providers', 'models', (model) => [enabled(model), displayName(model)]),
  },
  {
    plural: 'endpoints',
    singular: 'endpoint',
    label: 'Endpoint',
    section: 'providers',
    list: 'endpoints',
    head: ['NAME', 'ENVIRONMENT', 'ENABLED', 'URL'],
    rowsOf: rows('providers', 'endpoints', (endpoint) => [
      text(endpoint['environment']),
      enabled(endpoint),
      text(endpoint['url']),
    ]),
  },
  {
    plural: 'ai-apis',
    singular: 'ai-api',
    label: 'AI API',
    section: 'aiApis',
    list: null,
    head: ['NAME', 'BASE PATH', 'PROVIDERS', 'ENABLED'],
    rowsOf: rows('aiApis', null, (aiApi) => [text(aiApi['basePath']), text(aiApi['providers']), enabled(aiApi)]),
  },
  {
    plural: 'policies',
    singular: 'policy',
    label: 'Policies of AI API',
    section: 'aiApis',
    list: 'policies',
    head: ['AI API', 'NAME', 'KIND', 'PRODUCTION', 'SANDBOX'],
    rowsOf: (sections) =>
      (sections['aiApis'] ?? []).flatMap((aiApi) =>
        itemsOf(aiApi, 'policies').map((policy) => [
          text(aiApi['name']),
          policyName(aiApi, policy),
          text(policy['kind']),
          targetsOf(aiApi, policy['production']),
          targetsOf(aiApi, policy['sandbox']),
        ]),
      ),
  },
  {
    plural: 'consumers',
    singular: 'consumer',
    label: 'Consumer',
    section: 'consumers',
    list: null,
    head: ['NAME', 'ENABLED', 'DISPLAY NAME'],
    rowsOf: rows('consumers', null, (consumer) => [enabled(consumer), displayName(consumer)]),
  },
];

/**
 * The part of a configuration that has the objects of a kind, or the one of a name, as a manifest.
 *
 * @param name for an object within another one that of its owner and its own, joined by a slash
 */
export function selected(sections: Sections, { section, list }: ListedKind, name: string | null): Sections {
  const isPolicies = list === 'policies';
  const slash = name === null || list === null || isPolicies ? -1 : name.indexOf('/');
  const ownerName = name === null ? null : slash < 0 ? name : name.slice(0, slash);
  const ownName = slash < 0 ? null : name?.slice(slash + 1);
  const isUnnamed = list !== null && !isPolicies && name !== null && slash < 0;
  const items = (sections[section] ?? []).filter(
    (item) => ownerName === null || isCalled(item, ownerName) || isUnnamed,
  );
  return {
    [section]: items.flatMap((item) => {
      const { own, lists } = withoutLists(item);
      if (list === null) return [own];
      const wanted = isUnnamed ? name : ownName;
      const found = (lists[list] ?? []).filter(
        (each) => wanted === null || wanted === undefined || isCalled(each, wanted),
      );
      return found.length === 0 ? [] : [{ ...own, [list]: found }];
    }),
  };
}

function withoutLists(item: Item): { readonly own: Item; readonly lists: Sections } {
  const own = Object.fromEntries(Object.entries(item).filter(([name]) => !LISTS.includes(name)));
  return { own, lists: Object.fromEntries(LISTS.map((name) => [name, itemsOf(item, name)])) };
}

function isCalled(item: Item, name: string): boolean {
  return text(item['name']).toLowerCase() === name.toLowerCase();
}

function rows(section: string, list: string | null, cells: (item: Item) => string[]): ListedKind['rowsOf'] {
  return (sections) =>
    (sections[section] ?? []).flatMap((item) =>
      list === null
        ? [[text(item['name']), ...cells(item)]]
        : itemsOf(item, list).map((each) => [`${text(item['name'])}/${text(each['name'])}`, ...cells(each)]),
    );
}

function itemsOf(item: Item, list: string): Item[] {
  const items: unknown = item[list];
  return Array.isArray(items) ? items.filter(isItem) : [];
}

function itemsFrom(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null;
}

function targetsOf(aiApi: Item, side: unknown): string {
  if (!isItem(side)) return '-';
  const { primary, fallbacks } = side;
  const targets = [
    ...itemsOf({ primary: [primary] }, 'primary'),
    ...itemsOf({ fallbacks }, 'fallbacks'),
    ...itemsOf(side, 'targets'),
  ];
  const isOnly = onlyProviderOf(aiApi) !== null;
  const placeOf = ({ provider, endpoint }: Item) =>
    isOnly || text(provider) === '' ? text(endpoint) : `${text(provider)}/${text(endpoint)}`;
  return targets.map((target) => `${text(target['model'])}@${placeOf(target)}`).join(', ') || '-';
}

/** What the control plane calls a policy: a failover policy without a name is called after its primaries. */
function policyName(aiApi: Item, policy: Item): string {
  if (policy['kind'] !== 'FAILOVER') return text(policy['kind']).replaceAll('_', ' ').toLowerCase();
  const given = text(policy['name']);
  if (given !== '') return given;
  const [live, test] = [policy['production'], policy['sandbox']].map((side) => primaryOf(aiApi, side));
  if (live === test) return `failover from ${live ?? ''}`;
  const sides = [...(live ? [`${live} in production`] : []), ...(test ? [`${test} in sandbox`] : [])];
  return `failover from ${sides.join(' and ')}`;
}

/** A side's primary model with its provider, which is the AI API's first unless it is named; null for an empty side. */
function primaryOf(aiApi: Item, side: unknown): string | null {
  const primary = isItem(side) ? side['primary'] : null;
  if (!isItem(primary)) return null;
  const first = itemsFrom(aiApi['providers'])[0];
  return `${text(primary['provider']) || text(first)}/${text(primary['model'])}`;
}

/** A target need not name the provider if the AI API has only one: then the name of that one, otherwise null. */
function onlyProviderOf(aiApi: Item): string | null {
  const { providers } = aiApi;
  return Array.isArray(providers) && providers.length === 1 ? text(providers[0]) : null;
}

/** A manifest omits a display name that equals the name. */
function displayName(item: Item): string {
  return text(item['displayName'] ?? item['name']);
}

/** A manifest omits what is enabled, which is the default. */
function enabled(item: Item): string {
  return item['enabled'] === false ? 'no' : 'yes';
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : '';
}
