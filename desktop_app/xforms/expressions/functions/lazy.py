"""Functions that do not evaluate all their arguments, or that look at where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import FormError, Place
from desktop_app.xforms.expressions.context import Context
from desktop_app.xforms.expressions.nodes import Node
from desktop_app.xforms.expressions.references import absolute_ref, path_names
from desktop_app.xforms.expressions.registry import special
from desktop_app.xforms.expressions.static import Closure, Compiled, Type
from desktop_app.xforms.expressions.syntax import Call, Literal, Path
from desktop_app.xforms.expressions.values import NodeSet, Value, blank

if TYPE_CHECKING:
    from desktop_app.xforms.expressions.compiler import Compiler


@special("if", "bvv")
def build_if(call: Call, compiler: Compiler) -> Compiled:
    test = compiler.boolean(call.arguments[0])
    yes, no = compiler.value(call.arguments[1]), compiler.value(call.arguments[2])
    then, otherwise = yes.function, no.function
    kind = yes.type if yes.type == no.type else Type.ANY
    return Compiled(kind, lambda ctx: then(ctx) if test(ctx) else otherwise(ctx))


@special("coalesce", "vv*")
def build_coalesce(call: Call, compiler: Compiler) -> Compiled:
    """The first value that is not blank, else the last."""
    *others, last = [compiler.value(argument).function for argument in call.arguments]

    def coalesce(ctx: Context) -> Value:
        for closure in others:
            value: Value = closure(ctx)
            if not blank(value, ctx):
                return value
        return last(ctx)  # type: ignore[no-any-return]

    return Compiled(Type.ANY, coalesce)


@special("once", "v", Type.STRING)
def build_once(call: Call, compiler: Compiler) -> Compiled:
    """What the context node holds already, or else the argument; what is irrelevant holds nothing."""
    text = compiler.text(call.arguments[0])
    return Compiled(Type.STRING, lambda ctx: (ctx.current.text if ctx.current.relevant else "") or text(ctx))


@special("position", "?N", Type.NUMBER)
def build_position(call: Call, compiler: Compiler) -> Compiled:
    """Where the context node stands in the node-set, or the argument among its siblings of the same name."""
    if not call.arguments:
        return Compiled(Type.NUMBER, lambda ctx: float(ctx.position))
    nodes = compiler.nodes(call.arguments[0])

    def position(ctx: Context) -> float:
        found = nodes(ctx)
        if len(found) < 2:
            return float(found[0].position()) if found else float("nan")
        own = (item for item in (ctx.node, *ctx.node.ancestors()) if item.repeat and item.name == found[0].name)
        return float(next(own, found[0]).position())

    return Compiled(Type.NUMBER, position)


@special("last", "", Type.NUMBER)
def build_last(_call: Call, _compiler: Compiler) -> Compiled:
    return Compiled(Type.NUMBER, lambda ctx: float(ctx.size))


@special("current", "", Type.NODES)
def build_current(_call: Call, _compiler: Compiler) -> Compiled:
    return Compiled(Type.NODES, lambda ctx: [ctx.current])


@special("instance", "s", Type.NODES)
def build_instance(call: Call, compiler: Compiler) -> Compiled:
    """A secondary instance's document node; ``XPR-011`` where the form has none of that id."""
    name = compiler.text(call.arguments[0])
    place = Place(position=call.position)

    def instance(ctx: Context) -> NodeSet:
        wanted = name(ctx)
        found = ctx.instances.get(wanted)
        if found is None:
            raise FormError("XPR-011", place, name=wanted)
        return [found]

    return Compiled(Type.NODES, instance)


@special("pulldata", "sssv", Type.STRING)
def build_pulldata(call: Call, compiler: Compiler) -> Compiled:
    """One cell of an attached table: table, column wanted, key column, key."""
    table, column, key_column, key = (compiler.text(argument) for argument in call.arguments)
    place = Place(position=call.position)

    def pulldata(ctx: Context) -> str:
        name = table(ctx)
        document = ctx.instances.get(name)
        if document is None:
            raise FormError("XPR-011", place, name=name)
        root = document.child("root")
        rows = root.lookup("item", key_column(ctx), key(ctx)) if root is not None else []
        cell = rows[0].child(column(ctx)) if rows else None
        return cell.string() if cell is not None else ""

    return Compiled(Type.STRING, pulldata)


@special("jr:choice-name", "sv", Type.STRING)
def build_choice_name(call: Call, compiler: Compiler) -> Compiled:
    """The label of a choice; without a form around, the value itself."""
    value = compiler.text(call.arguments[0])
    question = call.arguments[1]
    # The reference is written as a text that holds a path; a bare path is taken for what it names.
    reference: Closure
    if isinstance(question, Literal):
        text = question.text.strip()
        reference = lambda ctx: absolute_ref(text, ctx.current.ref())  # noqa: E731
    elif isinstance(question, Path):
        nodes = compiler.nodes(question)
        reference = lambda ctx: next((node.ref() for node in nodes(ctx)), "")  # noqa: E731
    else:
        written = compiler.text(question)
        reference = lambda ctx: absolute_ref(written(ctx).strip(), ctx.current.ref())  # noqa: E731

    def choice_name(ctx: Context) -> str:
        chosen = value(ctx)
        if ctx.host is None or chosen == "":
            return chosen
        return ctx.host.choice_name(chosen, reference(ctx))

    return Compiled(Type.STRING, choice_name)


# -- indexed-repeat --------------------------------------------------------------------------------------------------


def _check_indexed_repeat(call: Call) -> FormError | None:
    place = Place(position=call.position)
    if len(call.arguments) % 2 == 0:
        return FormError("XPR-008", place, name=call.name, given=len(call.arguments), expected="3, 5, 7")
    if all(isinstance(path, Path) for path in (call.arguments[0], *call.arguments[1::2])):
        return None
    return FormError("XPR-009", place, name=call.name)


@special("indexed-repeat", "NNn*", Type.NODES, check=_check_indexed_repeat)
def build_indexed_repeat(call: Call, compiler: Compiler) -> Compiled:
    """``indexed-repeat(target, repeat, index, repeat, index...)``: the target in those instances of those repeats."""
    target, *pairs = call.arguments
    paths = [target, *pairs[::2]]
    indexes = [compiler.number(index) for index in pairs[1::2]]

    def indexed_repeat(ctx: Context) -> NodeSet:
        base = _names_below_root(ctx.node, ctx.root)
        resolved = [path_names(path, base) for path in paths if isinstance(path, Path)]
        if None in resolved:
            return []
        wanted = {tuple(names or ()): index(ctx) for names, index in zip(resolved[1:], indexes, strict=True)}
        return _walk_to(ctx, list(resolved[0] or ()), wanted)

    return Compiled(Type.NODES, indexed_repeat)


def _names_below_root(node: Node, root: Node) -> list[str]:
    names: list[str] = []
    at: Node | None = node
    while at is not None and at is not root:
        names.append(at.qname)
        at = at.parent
    return names[::-1]


def _walk_to(ctx: Context, names: list[str], wanted: dict[tuple[str, ...], float]) -> NodeSet:
    """Down from the root: at a repeat named in ``wanted`` the instance asked for, else the one around the context."""
    around = {id(ctx.node), *(id(node) for node in ctx.node.ancestors())}
    found = [ctx.root]
    for place, name in enumerate(names, 1):
        index = wanted.get(tuple(names[:place]))
        following: NodeSet = []
        for node in found:
            instances = node.named(name)
            ctx.spend(len(instances) + 1)
            if index is not None:
                instances = [node for position, node in enumerate(instances, 1) if position == index]
            elif len(instances) > 1:
                instances = [node for node in instances if id(node) in around] or instances
            following += instances
        found = following
    return found
