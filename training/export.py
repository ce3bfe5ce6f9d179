"""From trained weights to the files that the engine loads.

Belongs here: quantisation, the ONNX graph, the tables. Does not belong here: training.

Tables and weights are kept in 8 bits, and the LSTM layers compute in them too. ONNX Runtime scales
what a layer reads by its least and greatest number in all windows that run together. Here both are
always the same (`pinned`), so that what a window gives does not hang on the others.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from etl.extract.tagging import ENTITY_TAGS, ROLE_TAGS
from etl.extract.wordforms import Lookups
from training.network import Tagger

Array = NDArray[Any]

LIMIT = 3.25
"""What the first layer reads lies between this and its negative; few numbers are beyond."""
_HOLD = ((-40.0, 40.0, 40.0, 0.0), (0.0, 0.0, 0.0, 0.0))
"""Biases, input's and state's, of gates (input, output, forget, cell) that keep a cell as it is."""
PINS = 4
"""Inputs and units that the range of all others is known by: two for each end, since numbers of
columns that four divides are computed faster."""


def quantised(weights: Array, bits: int = 8, axis: int = 0) -> tuple[Array, Array]:
    """Weights as integers with a scale for each column (or row), along `axis`."""
    top = 2 ** (bits - 1) - 1
    scale = np.abs(weights).max(axis=axis, keepdims=True) / top
    scale[scale == 0] = 1
    kind = np.int8 if bits == 8 else np.int16
    return np.round(weights / scale).astype(kind), scale.astype(np.float32)


def tables(network: Tagger, vocabulary: Array, lookups: Lookups, facts: dict[str, Any]) -> bytes:
    """The npz file: tables of words, and facts as JSON."""
    arrays: dict[str, Array] = {
        "vocabulary": vocabulary,
        "lookup_keys": lookups.keys,
        "lookup_clusters": lookups.clusters,
        "lookup_habits": lookups.habits,
        "lookup_lists": lookups.lists,
        "context": network.context.weight.detach().numpy().astype(np.float32),
        "guess": network.guess.weight.detach().numpy().astype(np.float32),
        "role_guess": network.role_guess.weight.detach().numpy().astype(np.float32),
        "facts": np.frombuffer(
            json.dumps({"entity_tags": list(ENTITY_TAGS), **facts}, sort_keys=True).encode(),
            np.uint8,
        ),
    }
    for name in ("word", "grams", "cluster", "other", "shape", "case", "habit"):
        weights = getattr(network, name).weight.detach().numpy()
        if name == "grams":
            weights = weights * 3.0
        arrays[name], scale = quantised(weights)
        arrays[f"{name}_scale"] = scale[0]
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def graph(network: Tagger) -> bytes:
    """The ONNX file: two bidirectional LSTM layers, in 8 bits, and two heads.

    Weights have a scale a gate, in 7 of their 8 bits, since older processors overflow with all 8.
    """
    with tempfile.TemporaryDirectory() as folder:
        exact, small = Path(folder) / "exact.onnx", Path(folder) / "small.onnx"
        exact.write_bytes(exact_graph(network))
        quantize_dynamic(
            exact,
            small,
            op_types_to_quantize=["LSTM"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
        return pinned(small.read_bytes())


def pinned(network: bytes) -> bytes:
    """The network in 8 bits, with the range of all that it quantises fixed.

    Its inputs get more columns, which whoever runs it sets to the limit and its negative, by turns,
    and keeps the others between (`limit` and `pins` in the metadata). Each direction of each layer
    gets as many units, whose states are always 1 and -1, the bounds of all states. Nothing reads
    them: their weights are 0.
    """
    model = onnx.load_from_string(network)
    graph = model.graph
    known = {tensor.name: tensor for tensor in graph.initializer}

    def change(name: str, changed: Callable[[Array], Array]) -> None:
        values = changed(numpy_helper.to_array(known[name]))
        known[name].CopyFrom(numpy_helper.from_array(values, name))

    def add(name: str, values: Array) -> str:
        graph.initializer.append(numpy_helper.from_array(values, name))
        return name

    made = [helper.make_node("Shape", ["lengths"], ["windows"])]
    layers = [node for node in graph.node if node.op_type == "DynamicQuantizeLSTM"]
    for number, node in enumerate(layers):
        inner, outer, bias = node.input[1:4]
        # The first layer reads its inputs, the second what both directions of the first say.
        change(inner, partial(_units, parts=number + 1))
        change(outer, _units)
        # A cell that takes nothing in and forgets nothing stays as it begins.
        change(
            bias,
            lambda values: np.concatenate(
                [
                    _gates(part, fill)
                    for part, fill in zip(np.split(values, 2, axis=-1), _HOLD, strict=True)
                ],
                axis=-1,
            ),
        )
        for name in node.input[8:]:  # scales, and points of zero, which are 0
            change(name, _gates)
        size = next(item for item in node.attribute if item.name == "hidden_size")
        size.i += PINS
        cells = np.zeros((2, 1, size.i), np.float32)
        cells[..., -PINS::2], cells[..., 1 - PINS :: 2] = 20, -20  # tanh(20) is 1
        made += [
            helper.make_node(
                "Concat",
                [
                    add(f"ways{number}", np.array([2])),
                    "windows",
                    add(f"units{number}", np.array([size.i])),
                ],
                [f"sizes{number}"],
                axis=0,
            ),
            helper.make_node(
                "Expand", [add(f"cell{number}", cells), f"sizes{number}"], [f"cells{number}"]
            ),
        ]
        node.input[6] = f"cells{number}"
        change(f"shape{number}", lambda values: values + np.array([0, 0, 2 * PINS]))
    for task in ("entity", "role"):
        change(f"head_{task}", lambda values: _rows(values, 2))
    for node in reversed(made):
        graph.node.insert(0, node)
    graph.input[0].type.tensor_type.shape.dim[2].dim_value += PINS
    helper.set_model_props(model, {"limit": str(LIMIT), "pins": str(PINS)})
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def _gates(values: Array, fill: Sequence[float] = (0, 0, 0, 0)) -> Array:
    """Columns of four gates, each with those of the new units."""
    widened: list[Array] = []
    for gate, value in zip(np.split(values, 4, axis=-1), fill, strict=True):
        widened += [gate, np.full((*gate.shape[:-1], PINS), value, gate.dtype)]
    return np.concatenate(widened, axis=-1)


def _units(values: Array, parts: int = 1) -> Array:
    """Gates and rows of one or several layers of units, with those of the new units."""
    return _gates(_rows(values, parts))


def _rows(values: Array, parts: int = 1) -> Array:
    """Rows of one or several layers of units, each with those of its new units."""
    before = [(0, 0)] * (values.ndim - 2)
    return np.concatenate(
        [np.pad(part, [*before, (0, PINS), (0, 0)]) for part in np.split(values, parts, axis=-2)],
        axis=-2,
    )


def exact_graph(network: Tagger) -> bytes:
    """The same with weights in 32 bits."""
    nodes: list[Any] = []
    constants: list[Any] = []

    def weight(name: str, values: Array) -> str:
        constants.append(numpy_helper.from_array(values.astype(np.float32), name))
        return name

    source = "inputs"
    for number, layer in enumerate((network.first, network.second)):
        width = layer.hidden_size

        def gates(name: str, *, width: int = width, layer: torch.nn.LSTM = layer) -> Array:
            # PyTorch orders gates input, forget, cell, output; ONNX input, output, forget, cell.
            values = getattr(layer, name).detach().numpy()
            i, f, c, o = (values[k * width : (k + 1) * width] for k in range(4))
            return np.concatenate([i, o, f, c])

        inner = np.stack([gates("weight_ih_l0"), gates("weight_ih_l0_reverse")])
        outer = np.stack([gates("weight_hh_l0"), gates("weight_hh_l0_reverse")])
        bias = np.stack(
            [
                np.concatenate([gates(f"bias_ih_l0{way}"), gates(f"bias_hh_l0{way}")])
                for way in ("", "_reverse")
            ]
        )
        nodes_in = [
            source,
            weight(f"w{number}", inner),
            weight(f"r{number}", outer),
            weight(f"b{number}", bias),
            "lengths",
        ]
        nodes.append(
            helper.make_node(
                "LSTM", nodes_in, [f"y{number}"], direction="bidirectional", hidden_size=width
            )
        )
        nodes.append(
            helper.make_node("Transpose", [f"y{number}"], [f"t{number}"], perm=[0, 2, 1, 3])
        )
        constants.append(numpy_helper.from_array(np.array([0, 0, 2 * width]), f"shape{number}"))
        nodes.append(helper.make_node("Reshape", [f"t{number}", f"shape{number}"], [f"h{number}"]))
        source = f"h{number}"
    outputs = []
    for task, tags in (("entity", ENTITY_TAGS), ("role", ROLE_TAGS)):
        head = network.heads[task]
        assert isinstance(head, torch.nn.Linear)
        values = head.weight.detach().numpy().T
        weight(f"head_{task}", values)
        constants.append(numpy_helper.from_array(head.bias.detach().numpy(), f"bias_{task}"))
        nodes.append(helper.make_node("MatMul", [source, f"head_{task}"], [f"raw_{task}"]))
        nodes.append(helper.make_node("Add", [f"raw_{task}", f"bias_{task}"], [task]))
        outputs.append(
            helper.make_tensor_value_info(task, TensorProto.FLOAT, ["time", "window", len(tags)])
        )
    width = network.first.input_size
    inputs = [
        helper.make_tensor_value_info("inputs", TensorProto.FLOAT, ["time", "window", width]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["window"]),
    ]
    made = helper.make_graph(nodes, "tagger", inputs, outputs, constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data
