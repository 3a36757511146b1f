import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { RouteFailed, RouteMissing, RouteWaiting } from './route-states';
import { Shell } from './shell';

interface TabSearch {
  readonly tab?: string;
}
const tabSearch = ({ tab }: Record<string, unknown>): TabSearch => (typeof tab === 'string' ? { tab } : {});

/** Another revision to compare with. */
const comparedSearch = ({ with: other }: Record<string, unknown>): { readonly with?: number } =>
  typeof other === 'number' && Number.isInteger(other) && other >= 0 ? { with: other } : {};

/** The texts of an address's search that a screen knows. */
const searchOf =
  <Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { readonly [Each in Name]?: string | undefined } => {
    const known = names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : []));
    return Object.fromEntries(known) as { readonly [Each in Name]?: string };
  };

/** What is searched in a list, and what it is narrowed to. */
const listSearch = searchOf('q', 'show');

/** Also whether what the system has changed is listed. */
const historySearch = ({
  system,
  ...search
}: Record<string, unknown>): ReturnType<typeof listSearch> & { readonly system?: boolean } => ({
  ...listSearch(search),
  ...(system === true ? { system } : {}),
});

const root = createRootRoute({ component: Shell });

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('../screens/overview/overview-screen'), 'OverviewScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/providers',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('../screens/providers/providers-screen'), 'ProvidersScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/providers/$name',
    validateSearch: tabSearch,
    component: lazyRouteComponent(() => import('../screens/provider/provider-screen'), 'ProviderScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/ai-apis',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('../screens/ai-apis/ai-apis-screen'), 'AiApisScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/ai-apis/$name',
    validateSearch: tabSearch,
    component: lazyRouteComponent(() => import('../screens/ai-api/ai-api-screen'), 'AiApiScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/ai-apis/$name/policies/$policyId',
    component: lazyRouteComponent(() => import('../screens/policy/policy-screen'), 'PolicyScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/consumers',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('../screens/consumers/consumers-screen'), 'ConsumersScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/consumers/$name',
    component: lazyRouteComponent(() => import('../screens/consumer/consumer-screen'), 'ConsumerScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/requests',
    validateSearch: searchOf('period', 'by', 'value', 'request'),
    component: lazyRouteComponent(() => import('../screens/requests/requests-screen'), 'RequestsScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/usage',
    validateSearch: searchOf('period', 'by', 'measure', 'environment'),
    component: lazyRouteComponent(() => import('../screens/usage/usage-screen'), 'UsageScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/data-planes',
    component: lazyRouteComponent(() => import('../screens/data-planes/data-planes-screen'), 'DataPlanesScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/playground',
    validateSearch: searchOf('api'),
    component: lazyRouteComponent(() => import('../screens/playground/playground-screen'), 'PlaygroundScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/history',
    validateSearch: historySearch,
    component: lazyRouteComponent(() => import('../screens/history/history-screen'), 'HistoryScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/history/$number',
    validateSearch: comparedSearch,
    component: lazyRouteComponent(() => import('../screens/revision/revision-screen'), 'RevisionScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/manifest',
    validateSearch: searchOf('labels', 'provider'),
    component: lazyRouteComponent(() => import('../screens/manifest/manifest-screen'), 'ManifestScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/access',
    validateSearch: tabSearch,
    component: lazyRouteComponent(() => import('../screens/access/access-screen'), 'AccessScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/api',
    component: lazyRouteComponent(() => import('../screens/api/api-screen'), 'ApiScreen'),
  }),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: RouteMissing,
  defaultErrorComponent: RouteFailed,
  defaultPendingComponent: RouteWaiting,
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
