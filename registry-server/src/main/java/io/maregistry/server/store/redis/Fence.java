package io.maregistry.server.store.redis;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What each script that writes, but the first, has to find: the first arguments of each.
 *
 * @param revision of a save: what is saved; of an append: where the store has to stand before it
 * @param last of a save: its token, which tells it from others of the same revision; of an append: where the store will
 *     stand
 */
record Fence(String mode, long lineage, long revision, String last) {

    /** Of a save that is like no other one. */
    static Fence ofSave(Root root) {
        Scalars scalars = root.scalars();
        return new Fence(
                "save", scalars.lineage(), scalars.revision(), UUID.randomUUID().toString());
    }

    static Fence ofAppend(Root root, Change first) {
        Scalars scalars = root.scalars();
        return new Fence("append", scalars.lineage(), first.revision() - 1, Long.toString(scalars.revision()));
    }

    /** A new list of arguments that begins with these. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(mode);
        arguments.addAll(saved());
        return arguments;
    }

    /** A new list of lineage, revision and token, with which a save begins. */
    List<String> saved() {
        return new ArrayList<>(List.of(ResumeToken.lineageText(lineage), Long.toString(revision), last));
    }
}
