import { connectionOf } from '../graphql/connection';
import { Consumer } from './consumer';

export const ConsumerConnection = connectionOf(Consumer, 'Consumer', 'consumers');
