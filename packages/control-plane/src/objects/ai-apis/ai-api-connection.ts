import { connectionOf } from '../../kernel/graphql/connection';
import { AiApi } from './ai-api';

export const AiApiConnection = connectionOf(AiApi, 'AiApi', 'AI APIs');
