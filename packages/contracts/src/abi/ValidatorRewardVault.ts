// Written by `npm run build:contracts` from ../../solidity; a test compiles again and compares.
export const validatorRewardVaultAbi = [
  {"inputs":[{"internalType":"contract IERC20","name":"assetToken","type":"address"},{"internalType":"address","name":"assetManager","type":"address"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"internalType":"address","name":"token","type":"address"}],"name":"SafeERC20FailedOperation","type":"error"},
  {"inputs":[],"name":"ASSET_MANAGER","outputs":[{"internalType":"address","name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"ASSET_TOKEN","outputs":[{"internalType":"contract IERC20","name":"","type":"address"}],"stateMutability":"view","type":"function"},
] as const;
