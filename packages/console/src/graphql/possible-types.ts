/** Which types an interface stands for: the cache needs it to match fragments on interfaces. */
export const possibleTypes = {
  RoutingPolicy: ['FailoverPolicy', 'RoundRobinPolicy', 'WeightedRoundRobinPolicy'],
  PolicySide: ['FailoverSide', 'RoundRobinSide', 'WeightedRoundRobinSide'],
  PolicyTarget: ['FailoverTarget', 'RoundRobinTarget', 'WeightedRoundRobinTarget'],
} as const;
