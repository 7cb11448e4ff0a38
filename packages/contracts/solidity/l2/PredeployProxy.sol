// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title PredeployProxy
/// @notice Stands at a predeploy's address, so that a fork's upgrade deposits can put new code behind it: those call
///         `upgradeTo` from the zero address, for which nobody has a key. Genesis writes implementation and admin.
///         ERC-1967. Spec: OP Stack, predeploys; network upgrade transactions.
contract PredeployProxy {
    // keccak256("eip1967.proxy.implementation") - 1 and keccak256("eip1967.proxy.admin") - 1
    bytes32 private constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
    bytes32 private constant ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;

    event Upgraded(address indexed implementation);
    event AdminChanged(address previousAdmin, address newAdmin);

    error NoImplementation();

    /// @dev Everybody but the admin and the zero address talks to the implementation, also under these names.
    modifier adminOrDelegate() {
        if (msg.sender == _load(ADMIN_SLOT) || msg.sender == address(0)) {
            _;
        } else {
            _delegate();
        }
    }

    receive() external payable {
        _delegate();
    }

    fallback() external payable {
        _delegate();
    }

    function upgradeTo(address implementation_) external adminOrDelegate {
        _upgrade(implementation_);
    }

    function upgradeToAndCall(address implementation_, bytes calldata data)
        external
        payable
        adminOrDelegate
        returns (bytes memory)
    {
        _upgrade(implementation_);
        (bool ok, bytes memory output) = implementation_.delegatecall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(output, 32), mload(output))
            }
        }
        return output;
    }

    function changeAdmin(address newAdmin) external adminOrDelegate {
        _setAdmin(newAdmin);
    }

    function admin() external adminOrDelegate returns (address) {
        return _load(ADMIN_SLOT);
    }

    function implementation() external adminOrDelegate returns (address) {
        return _load(IMPLEMENTATION_SLOT);
    }

    function _setAdmin(address newAdmin) internal {
        emit AdminChanged(_load(ADMIN_SLOT), newAdmin);
        assembly ("memory-safe") {
            sstore(ADMIN_SLOT, newAdmin)
        }
    }

    function _upgrade(address implementation_) private {
        assembly ("memory-safe") {
            sstore(IMPLEMENTATION_SLOT, implementation_)
        }
        emit Upgraded(implementation_);
    }

    function _load(bytes32 slot) private view returns (address value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    function _delegate() private {
        address target = _load(IMPLEMENTATION_SLOT);
        if (target == address(0)) revert NoImplementation();
        assembly {
            // The call ends here, so memory belongs to this block alone.
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
