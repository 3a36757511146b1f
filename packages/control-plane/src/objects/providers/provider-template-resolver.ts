import { Query, Resolver } from 'type-graphql';
import { describeTemplates, ProviderTemplateDescription } from './provider-template-description';

@Resolver()
export class ProviderTemplateResolver {
  @Query(() => [ProviderTemplateDescription], {
    description: 'The templates that a provider can be made from. Role: VIEWER.',
  })
  providerTemplates(): ProviderTemplateDescription[] {
    return describeTemplates();
  }
}
