// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice A token that stands for one of the other side. Its ERC-165 id is that of Optimism's mintable token.
interface IBridgedERC20 is IERC165 {
    function remoteToken() external view returns (address);
    function bridge() external returns (address);
    function mint(address to, uint256 amount) external;
    function burn(address from, uint256 amount) external;
}

/// @title BridgedERC20
/// @notice The token of the other side, as it is here: the bridge mints what came over and burns what goes back.
contract BridgedERC20 is ERC20, IBridgedERC20 {
    address public immutable remoteToken;
    address public immutable bridge;
    uint8 private immutable _decimals;

    event Mint(address indexed account, uint256 amount);
    event Burn(address indexed account, uint256 amount);

    error OnlyBridge();

    modifier onlyBridge() {
        if (msg.sender != bridge) revert OnlyBridge();
        _;
    }

    constructor(address bridge_, address remoteToken_, string memory name_, string memory symbol_, uint8 decimals_)
        ERC20(name_, symbol_)
    {
        bridge = bridge_;
        remoteToken = remoteToken_;
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external onlyBridge {
        _mint(to, amount);
        emit Mint(to, amount);
    }

    function burn(address from, uint256 amount) external onlyBridge {
        _burn(from, amount);
        emit Burn(from, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId
            || interfaceId
                == (IBridgedERC20.remoteToken.selector
                    ^ IBridgedERC20.bridge.selector
                    ^ IBridgedERC20.mint.selector
                    ^ IBridgedERC20.burn.selector);
    }
}
