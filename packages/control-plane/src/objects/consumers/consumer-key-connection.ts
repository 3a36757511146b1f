import { connectionOf } from '../../kernel/graphql/connection';
import { ConsumerKey } from './consumer-key';

export const ConsumerKeyConnection = connectionOf(ConsumerKey, 'ConsumerKey', 'consumer keys');
