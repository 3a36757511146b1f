import { connectionOf } from '../../kernel/graphql/connection';
import { Consumer } from './consumer';

export const ConsumerConnection = connectionOf(Consumer, 'Consumer', 'consumers');
