import { connectionOf } from '../../kernel/graphql/connection';
import { Model } from './model';

export const ModelConnection = connectionOf(Model, 'Model', 'models');
