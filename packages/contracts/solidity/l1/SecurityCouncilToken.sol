// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {
    ERC721VotesUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC721/extensions/ERC721VotesUpgradeable.sol";

/// @title SecurityCouncilToken
/// @notice A seat in the Security Council: one vote, which counts at once and belongs to its holder alone. The owner gives
///         seats and takes them; nobody can hand one on.
contract SecurityCouncilToken is ERC721VotesUpgradeable, OwnableUpgradeable {
    /// @notice Seats given so far, and the id of the next one.
    uint256 public nextTokenId;

    error Soulbound();

    constructor() {
        _disableInitializers();
    }

    function initialize(address owner_) external initializer {
        __ERC721_init("Kroma Security Council", "KSC");
        __Ownable_init(owner_);
    }

    function mint(address to) external onlyOwner returns (uint256 tokenId) {
        tokenId = nextTokenId++;
        _mint(to, tokenId);
        if (delegates(to) == address(0)) _delegate(to, to);
    }

    function burn(uint256 tokenId) external onlyOwner {
        _burn(tokenId);
    }

    /// @dev A seat's vote is its holder's: delegating it would be handing it on.
    function _delegate(address account, address delegatee) internal override {
        if (delegatee != account) revert Soulbound();
        super._delegate(account, delegatee);
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = _ownerOf(tokenId);
        if (from != address(0) && to != address(0)) revert Soulbound();
        return super._update(to, tokenId, auth);
    }
}
