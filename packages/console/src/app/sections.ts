/** The console's sections, as the navigation and the command palette list them. */
export const SECTIONS = [
  { group: 'Now', to: '/', label: 'Overview', hint: 'State of the planes, what is suspended, latest changes' },
  { group: 'Now', to: '/requests', label: 'Requests', hint: 'What happened to each, attempt by attempt' },
  { group: 'Now', to: '/usage', label: 'Usage', hint: 'Volume, tokens and cost' },
  { group: 'Now', to: '/data-planes', label: 'Data planes', hint: 'Which revision each serves' },
  { group: 'Configuration', to: '/providers', label: 'Providers', hint: 'Vendors, their models and endpoints' },
  { group: 'Configuration', to: '/ai-apis', label: 'AI APIs', hint: 'What consumers call, and routing policies' },
  { group: 'Configuration', to: '/consumers', label: 'Consumers', hint: 'Applications, their keys and access' },
  { group: 'Configuration', to: '/manifest', label: 'Manifest', hint: 'The configuration as text' },
  { group: 'Operations', to: '/playground', label: 'Playground', hint: 'Try an AI API, and see its route' },
  { group: 'Operations', to: '/history', label: 'History', hint: 'Revisions, differences, roll back' },
  { group: 'Operations', to: '/access', label: 'Access', hint: 'Access tokens and refused requests' },
  { group: 'Operations', to: '/api', label: 'API', hint: 'GraphQL, with completion' },
] as const;
export const GROUPS = ['Now', 'Configuration', 'Operations'] as const;
