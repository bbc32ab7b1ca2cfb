package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.watch.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several groups of a service as one list: {@code group=*} and {@code group=@active} of {@code /v1/services/{s}}. */
record RoutedRead(RoutedName name, Wanted wanted, WorkPool work) implements ServiceRead {

    static RoutedRead of(RoutedName name, Query query, WorkPool work) {
        Wanted wanted = Wanted.of(query.flag("healthy"), query.all("filter"));
        if (query.flag("live")) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "live fields are of one group; group is " + name.groups().text());
        }
        return new RoutedRead(name, wanted, work);
    }

    @Override
    public long revision(Root root) {
        return RoutedView.of(root, name).revision();
    }

    @Override
    public long rulesRevision(Root root) {
        return RoutedView.of(root, name).parts().stream()
                .mapToLong(part -> RulesForm.revision(root, part.view().name()))
                .max()
                .orElse(0);
    }

    @Override
    public @Nullable ServiceName service() {
        return null;
    }

    @Override
    public Scope scope() {
        return new Scope.Routed(Set.of(name.place()), name.groups());
    }

    @Override
    public @Nullable Tag tag(Root root) {
        return tag(root, RoutedView.of(root, name));
    }

    private @Nullable Tag tag(Root root, RoutedView view) {
        return wanted.isLive()
                ? null
                : new Tag(
                        root.scalars().lineage(),
                        view.revision(),
                        RoutedLists.suffix(name, wanted) + RulesForm.suffix(root, view));
    }

    @Override
    public void answer(Exchange exchange, Root root, Labels labels) {
        RoutedView view = RoutedView.of(root, name);
        Tag tag = tag(root, view);
        if (tag != null && Reads.isKnown(exchange, tag)) {
            exchange.answer(Reads.notModified(labels, tag));
        } else if (RoutedLists.isMuchToMake(view)) {
            exchange.answerWhen(
                    work.call(() -> RoutedLists.answer(root, view, wanted)), json -> answer(labels, tag, json));
        } else {
            exchange.answer(answer(labels, tag, RoutedLists.answer(root, view, wanted)));
        }
    }

    private static Answer answer(Labels labels, @Nullable Tag tag, byte[] json) {
        Answer untagged = Answer.json(labels, json);
        return tag == null ? untagged : untagged.withTag(tag);
    }
}
