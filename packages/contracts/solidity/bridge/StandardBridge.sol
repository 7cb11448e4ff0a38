// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {IBridgedERC20} from "./BridgedERC20.sol";
import {CrossDomainMessenger} from "./CrossDomainMessenger.sol";

/// @title StandardBridge
/// @notice Carries ETH and ERC-20 tokens to the other side, by messages to the bridge there. A token's own side locks it
///         here, pair by pair; the other side mints and burns a token that stands for it.
///
///         Reentrancy: tokens are strangers' code. What is locked is counted before tokens go out and after they came in,
///         by how much really came, so that a token that takes a fee on transfers locks only what is there.
///         Spec: OP Stack, standard bridges.
abstract contract StandardBridge {
    using SafeERC20 for IERC20;

    // What the other bridge's part of a transfer of ETH to this contract gets.
    uint32 internal constant RECEIVE_DEFAULT_GAS_LIMIT = 200_000;

    /// @notice The bridge of the other side. Slot 0, which a genesis writes on L2.
    address public otherBridge;
    /// @notice How much of a token is locked here for its counterpart there. Slot 1.
    mapping(address localToken => mapping(address remoteToken => uint256)) public deposits;

    event ETHBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData);
    event ETHBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData);
    event ERC20BridgeInitiated(
        address indexed localToken,
        address indexed remoteToken,
        address indexed from,
        address to,
        uint256 amount,
        bytes extraData
    );
    event ERC20BridgeFinalized(
        address indexed localToken,
        address indexed remoteToken,
        address indexed from,
        address to,
        uint256 amount,
        bytes extraData
    );

    error OnlyOtherBridge();
    /// @notice A contract has no address of its own on the other side: use the functions that end in To.
    error ContractCaller();
    error WrongValue(uint256 sent, uint256 amount);
    error UnsafeRecipient();
    error TransferFailed();
    error WrongRemoteToken(address remoteToken, address expected);

    // SOUNDNESS: the messenger says who sent a message on the other side; only the other bridge's are taken.
    modifier onlyOtherBridge() {
        if (msg.sender != address(messenger()) || messenger().xDomainMessageSender() != otherBridge) {
            revert OnlyOtherBridge();
        }
        _;
    }

    modifier onlyAccount() {
        if (msg.sender.code.length > 0) revert ContractCaller();
        _;
    }

    receive() external payable onlyAccount {
        _bridgeEth(msg.sender, RECEIVE_DEFAULT_GAS_LIMIT, "");
    }

    function bridgeETH(uint32 minGasLimit, bytes calldata extraData) external payable onlyAccount {
        _bridgeEth(msg.sender, minGasLimit, extraData);
    }

    function bridgeETHTo(address to, uint32 minGasLimit, bytes calldata extraData) external payable {
        _bridgeEth(to, minGasLimit, extraData);
    }

    function bridgeERC20(
        address localToken,
        address remoteToken,
        uint256 amount,
        uint32 minGasLimit,
        bytes calldata extraData
    ) external onlyAccount {
        _bridgeErc20(localToken, remoteToken, msg.sender, amount, minGasLimit, extraData);
    }

    function bridgeERC20To(
        address localToken,
        address remoteToken,
        address to,
        uint256 amount,
        uint32 minGasLimit,
        bytes calldata extraData
    ) external {
        _bridgeErc20(localToken, remoteToken, to, amount, minGasLimit, extraData);
    }

    function finalizeBridgeETH(address from, address to, uint256 amount, bytes calldata extraData)
        external
        payable
        onlyOtherBridge
    {
        if (msg.value != amount) revert WrongValue(msg.value, amount);
        if (to == address(this) || to == address(messenger())) revert UnsafeRecipient();
        emit ETHBridgeFinalized(from, to, amount, extraData);
        (bool ok,) = to.call{value: amount}("");
        if (!ok) revert TransferFailed();
    }

    function finalizeBridgeERC20(
        address localToken,
        address remoteToken,
        address from,
        address to,
        uint256 amount,
        bytes calldata extraData
    ) external onlyOtherBridge {
        if (_isBridgedToken(localToken)) {
            _checkPair(localToken, remoteToken);
            IBridgedERC20(localToken).mint(to, amount);
        } else {
            deposits[localToken][remoteToken] -= amount;
            IERC20(localToken).safeTransfer(to, amount);
        }
        emit ERC20BridgeFinalized(localToken, remoteToken, from, to, amount, extraData);
    }

    function messenger() public view virtual returns (CrossDomainMessenger);

    function _bridgeEth(address to, uint32 minGasLimit, bytes memory extraData) private {
        emit ETHBridgeInitiated(msg.sender, to, msg.value, extraData);
        messenger().sendMessage{value: msg.value}(
            otherBridge,
            abi.encodeCall(this.finalizeBridgeETH, (msg.sender, to, msg.value, extraData)),
            minGasLimit
        );
    }

    function _bridgeErc20(
        address localToken,
        address remoteToken,
        address to,
        uint256 amount,
        uint32 minGasLimit,
        bytes calldata extraData
    ) private {
        uint256 taken = amount;
        if (_isBridgedToken(localToken)) {
            _checkPair(localToken, remoteToken);
            IBridgedERC20(localToken).burn(msg.sender, amount);
        } else {
            uint256 before = IERC20(localToken).balanceOf(address(this));
            IERC20(localToken).safeTransferFrom(msg.sender, address(this), amount);
            taken = IERC20(localToken).balanceOf(address(this)) - before;
            deposits[localToken][remoteToken] += taken;
        }
        emit ERC20BridgeInitiated(localToken, remoteToken, msg.sender, to, taken, extraData);
        // The other side's local token is this side's remote one.
        messenger().sendMessage(
            otherBridge,
            abi.encodeCall(
                this.finalizeBridgeERC20, (remoteToken, localToken, msg.sender, to, taken, extraData)
            ),
            minGasLimit
        );
    }

    function _isBridgedToken(address token) private view returns (bool) {
        bytes4 id = IBridgedERC20.remoteToken.selector ^ IBridgedERC20.bridge.selector ^ IBridgedERC20.mint.selector
            ^ IBridgedERC20.burn.selector;
        return ERC165Checker.supportsInterface(token, id);
    }

    function _checkPair(address localToken, address remoteToken) private view {
        address expected = IBridgedERC20(localToken).remoteToken();
        if (remoteToken != expected) revert WrongRemoteToken(remoteToken, expected);
    }
}
