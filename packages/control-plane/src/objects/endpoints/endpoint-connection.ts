import { connectionOf } from '../../kernel/graphql/connection';
import { Endpoint } from './endpoint';

export const EndpointConnection = connectionOf(Endpoint, 'Endpoint', 'endpoints');
