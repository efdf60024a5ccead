"""Location paths to closures. The common shapes (names down from the root, ``../name``) avoid every general device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.xforms.expressions import axes
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.nodes import Node
from desktop_app.xforms.expressions.references import leading_names
from desktop_app.xforms.expressions.static import Type
from desktop_app.xforms.expressions.syntax import Ast, Call, Chain, Literal, Path, Step, walk
from desktop_app.xforms.expressions.temporal import looks_temporal
from desktop_app.xforms.expressions.values import NodeSet, to_boolean

if TYPE_CHECKING:
    from desktop_app.xforms.expressions.compiler import Compiler

Nodes = Callable[[Context], NodeSet]
Predicate = Callable[[Context, NodeSet], NodeSet]
StepFunction = Callable[[Context, NodeSet], NodeSet]


def compile_path(path: Path, compiler: Compiler) -> Nodes:
    """The closure that gives the nodes of ``path`` in document order. What it returns is not to be changed."""
    names = _plain_names(path.steps)
    if path.start is None and names is not None:
        ups, down = names
        if path.absolute and not ups:
            return _absolute(down, whole=True)
        return _relative(ups, down, absolute=path.absolute)
    if names is not None and isinstance(path.start, Call) and path.start.name == "current" and not path.start.arguments:
        return _from_current(*names)
    start = compiler.nodes(path.start) if path.start is not None else _context_node
    constant = isinstance(path.start, Call) and path.start.name == "instance"
    level = path.start is None or constant
    rest = path.steps
    if path.absolute:
        plain = leading_names(path)
        start, rest = _absolute(tuple(step.test.name for step in rest[:plain]), whole=False), rest[plain:]
    steps = []
    for step in rest:
        steps.append(compile_step(step, compiler, constant=constant, level=level))
        level = level and step.axis in _LEVEL

    def nodes(ctx: Context) -> NodeSet:
        found = start(ctx)
        for step in steps:
            if not found:
                break
            found = step(ctx, found)
        return found

    return nodes


def _context_node(ctx: Context) -> NodeSet:
    return [ctx.node]


def _plain_names(steps: Sequence[Step]) -> tuple[int, tuple[str, ...]] | None:
    """``../../a/b`` as (2, ("a", "b")); ``None`` for a path with anything else in it."""
    ups = 0
    names: list[str] = []
    for step in steps:
        if step.predicates:
            return None
        kind, name, prefix = step.test.kind, step.test.name, step.test.prefix
        if step.axis == "child" and kind == "name" and name != "*" and prefix is None:
            names.append(name)
        elif step.axis == "parent" and kind == "node" and not names:
            ups += 1
        elif not (step.axis == "self" and kind == "node"):
            return None
    return ups, tuple(names)


def _down(node: Node, names: tuple[str, ...]) -> NodeSet:
    found = [node]
    for name in names:
        if len(found) != 1:
            found = [child for parent in found for child in parent.named(name)]
            continue
        found = found[0].named(name)
        if not found:
            break
    return found


def _absolute(names: tuple[str, ...], *, whole: bool) -> Nodes:
    """Remembered on the document, which forgets when its structure changes; only there, for only it is told.

    Inside a repeat the path stays in the instance that it is read from, as in JavaRosa; a path that is ``whole``, and
    ends at that repeat, means all its instances.
    """
    path = "/".join(names)

    def nodes(ctx: Context) -> NodeSet:
        root = ctx.root
        here = ctx.node if ctx.node.repeated else ctx.current
        if here.repeated:
            return _from_within(here, root, names, whole=whole)
        paths = root.paths
        if paths is None:
            if root.parent is not None:
                return _down(root, names)
            paths = root.paths = {}
        found = paths.get(path)
        if found is None:
            found = paths[path] = _down(root, names)
        return found

    return nodes


def _from_within(here: Node, root: Node, names: tuple[str, ...], *, whole: bool) -> NodeSet:
    """The nodes that ``names`` lead to from the root, through the nodes around ``here`` as far as they are the same."""
    around = [here]
    while (parent := around[-1].parent) is not None and parent is not root:
        around.append(parent)
    if parent is None:
        return _down(root, names)
    found = root
    for place, name in enumerate(names):
        node = around.pop() if around else None
        if node is None or node.name != name or node.prefix is not None:
            return _down(found, names[place:])
        if whole and node.repeat and place + 1 == len(names):
            return found.named(name)
        found = node
    return [found]


def _relative(ups: int, names: tuple[str, ...], *, absolute: bool) -> Nodes:
    def nodes(ctx: Context) -> NodeSet:
        node: Node | None = ctx.root if absolute else ctx.node
        for _ in range(ups):
            node = node.parent if node is not None else None
        return [] if node is None else _down(node, names)

    return nodes


def _from_current(ups: int, names: tuple[str, ...]) -> Nodes:
    def nodes(ctx: Context) -> NodeSet:
        node: Node | None = ctx.current
        for _ in range(ups):
            node = node.parent if node is not None else None
        return [] if node is None else _down(node, names)

    return nodes


# -- general steps ---------------------------------------------------------------------------------------------------


_LEVEL: Final = frozenset({"child", "attribute", "self", "namespace", "parent"})


def compile_step(step: Step, compiler: Compiler, *, constant: bool, level: bool) -> StepFunction:
    """One step over a node-set.

    Args:
        step: the step.
        compiler: compiles its predicates.
        constant: the nodes come from a secondary instance.
        level: the nodes are all of one depth, so that none lies below another.
    """
    axis = axes.AXES[step.axis]
    matches = axes.matcher(step.test, step.axis, compiler.namespaces)
    parts = [part for predicate in step.predicates for part in _conjuncts(predicate)]
    indexed = _index_lookup(step, parts[0], compiler) if constant and parts else None
    predicates = [compile_predicate(part, compiler) for part in parts]
    after_lookup = predicates[1:]
    reverse = step.axis in axes.REVERSE
    ordered = level and step.axis in ("child", "attribute", "self", "namespace")
    plain = step.axis == "child" and step.test.kind == "name" and step.test.name != "*" and step.test.prefix is None
    name = step.test.name

    def candidates(ctx: Context, node: Node) -> NodeSet:
        if plain:
            found = node.named(name)
        else:
            found = axis(node)
            ctx.spend(len(found))
            if matches is not None:
                found = [item for item in found if matches(item)]
        ctx.spend(len(found) + 1)
        return found

    def apply(ctx: Context, nodes: NodeSet) -> NodeSet:
        result: NodeSet = []
        for node in nodes:
            looked_up = indexed(ctx, node) if indexed is not None else None
            found = candidates(ctx, node) if looked_up is None else looked_up
            for predicate in predicates if looked_up is None else after_lookup:
                found = predicate(ctx, found)
            if len(nodes) == 1:
                return found[::-1] if reverse else found
            result += found
        return result if ordered else axes.in_document_order(result)

    return apply


def compile_predicate(ast: Ast, compiler: Compiler) -> Predicate:
    """Keeps the nodes for which ``ast`` is true, or whose position it is."""
    kept = _invariant_equality(ast, compiler)
    if kept is not None:
        return kept
    compiled = compiler.value(ast)
    test = compiled.function
    if compiled.type not in (Type.NUMBER, Type.ANY):
        test = compiler.boolean(ast)

    weight = sum(1 for _ in walk(ast))

    def predicate(ctx: Context, nodes: NodeSet) -> NodeSet:
        ctx.spend(weight * len(nodes))
        saved = ctx.node, ctx.position, ctx.size
        ctx.size = len(nodes)
        result: NodeSet = []
        try:
            for position, node in enumerate(nodes, 1):
                ctx.node = node
                ctx.position = position
                value = test(ctx)
                if value is True or (value is not False and _holds(value, position)):
                    result.append(node)
        finally:
            ctx.node, ctx.position, ctx.size = saved
        return result

    return predicate


def _holds(value: object, position: int) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value == position
    return to_boolean(value)  # type: ignore[arg-type]


# -- predicates that compare a child with something fixed ------------------------------------------------------------

_POSITIONAL: Final = frozenset({"position", "last"})
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_INVARIANT_FUNCTIONS: Final = frozenset(
    {"concat", "string", "number", "coalesce", "if", "true", "false", "today", "boolean", "not", "normalize-space"}
)


def _conjuncts(predicate: Ast) -> list[Ast]:
    """``[a = 1 and b = 2]`` as ``[a = 1][b = 2]``, which can be looked up; only where no position is asked for."""
    if not isinstance(predicate, Chain) or predicate.rest[0][0] != "and":
        return [predicate]
    operands = [predicate.first, *(operand for _, operand in predicate.rest)]
    comparisons = all(isinstance(item, Chain) and item.rest[0][0] in _COMPARISONS for item in operands)
    return operands if comparisons and not any(_positional(item) for item in operands) else [predicate]


def _positional(ast: Ast) -> bool:
    return any(isinstance(item, Call) and item.name in _POSITIONAL for item in walk(ast))


def _invariant(ast: Ast) -> bool:
    """Whether ``ast`` gives the same for every node that a predicate tries."""
    if isinstance(ast, Literal):
        return True
    if isinstance(ast, Path):
        if ast.start is None:
            return ast.absolute
        return isinstance(ast.start, Call) and ast.start.name in ("current", "instance") and _invariant_call(ast.start)
    if isinstance(ast, Call):
        return bool(ast.arguments) and _invariant_call(ast)
    return False


def _invariant_call(call: Call) -> bool:
    known = call.name in _INVARIANT_FUNCTIONS or call.name in ("current", "instance")
    return known and all(_invariant(argument) for argument in call.arguments)


def _key_and_value(ast: Ast) -> tuple[str, Ast] | None:
    """``name = E`` or ``E = name`` with a fixed ``E``."""
    if not isinstance(ast, Chain) or len(ast.rest) != 1 or ast.rest[0][0] != "=":
        return None
    for key, value in ((ast.first, ast.rest[0][1]), (ast.rest[0][1], ast.first)):
        if isinstance(key, Path) and key.start is None and not key.absolute and _invariant(value):
            names = _plain_names(key.steps)
            if names is not None and names[0] == 0 and len(names[1]) == 1:
                return names[1][0], value
    return None


def _fixed_text(value: Ast, compiler: Compiler) -> Callable[[Context], str | None] | None:
    """What a child is compared with, if that is one text and no date (dates compare as moments)."""
    compiled = compiler.value(value)
    if compiled.type not in (Type.STRING, Type.NODES):
        return None
    function = compiled.function

    def text(ctx: Context) -> str | None:
        found = function(ctx)
        if isinstance(found, list):
            if len(found) != 1:
                return None
            found = ctx.text(found[0])
        return None if looks_temporal(found) else found

    return text


def _invariant_equality(ast: Ast, compiler: Compiler) -> Predicate | None:
    pair = _key_and_value(ast)
    text = _fixed_text(pair[1], compiler) if pair else None
    if pair is None or text is None:
        return None
    key = pair[0]
    general = compiler.boolean(ast)
    # In a repeat an absolute path means something else at each instance.
    moves = any(isinstance(part, Path) and part.absolute for part in walk(pair[1]))

    weight = sum(1 for _ in walk(ast))

    def predicate(ctx: Context, nodes: NodeSet) -> NodeSet:
        ctx.spend(weight * len(nodes))
        wanted = None if moves and nodes and nodes[0].repeated else text(ctx)
        if wanted is not None:
            return [node for node in nodes if any(ctx.text(leaf) == wanted for leaf in node.named(key))]
        saved = ctx.node
        result: NodeSet = []
        try:
            for node in nodes:
                ctx.node = node
                if general(ctx):
                    result.append(node)
        finally:
            ctx.node = saved
        return result

    return predicate


def _index_lookup(step: Step, ast: Ast, compiler: Compiler) -> Callable[[Context, Node], NodeSet | None] | None:
    """The first predicate of a step in a secondary instance, answered from an index; ``None`` where it cannot be."""
    pair = _key_and_value(ast)
    text = _fixed_text(pair[1], compiler) if pair else None
    if pair is None or text is None or _plain_names((Step(step.axis, step.test),)) is None or step.axis != "child":
        return None
    key, name = pair[0], step.test.name

    def lookup(ctx: Context, node: Node) -> NodeSet | None:
        wanted = text(ctx)
        # instance() may name the primary instance too, whose values change.
        return None if wanted is None or node.document is ctx.root.document else node.lookup(name, key, wanted)

    return lookup
