// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @dev KRO and KGH of the tests: OpenZeppelin's, which anybody may mint.
contract TestKro is ERC20("Kroma", "KRO") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract TestKgh is ERC721("Kroma Guardian House", "KGH") {
    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }
}
