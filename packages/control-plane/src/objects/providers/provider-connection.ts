import { connectionOf } from '../../kernel/graphql/connection';
import { Provider } from './provider';

export const ProviderConnection = connectionOf(Provider, 'Provider', 'providers');
