"""Writing what LightGBM has learned as extractors.trees reads it."""

from io import BytesIO
from typing import Any

import lightgbm
import numpy as np


def packed(model: lightgbm.Booster) -> bytes:
    """Number the nodes of all trees through, as extractors.trees walks them."""
    feature, threshold, children, value = [], [], [], []
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        number = len(feature)
        depth = max(depth, level)
        leaf = "leaf_value" in node
        feature.append(0 if leaf else node["split_feature"])
        threshold.append(np.inf if leaf else node["threshold"])
        value.append(node["leaf_value"] if leaf else 0.0)
        children.extend((number, number))
        if not leaf:
            children[2 * number] = add(node["left_child"], level + 1)
            children[2 * number + 1] = add(node["right_child"], level + 1)
        return number

    roots = [add(tree["tree_structure"], 0) for tree in model.dump_model()["tree_info"]]
    packed = BytesIO()
    np.savez_compressed(
        packed,
        roots=np.array(roots, np.int32),
        feature=np.array(feature, np.int16),
        threshold=np.array(threshold, np.float32),
        children=np.array(children, np.int32),
        value=np.array(value, np.float32),
        depth=np.array(depth),
    )
    return packed.getvalue()
