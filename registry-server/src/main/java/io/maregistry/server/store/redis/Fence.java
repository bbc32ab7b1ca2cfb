package io.maregistry.server.store.redis;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.util.ArrayList;
import java.util.List;

/**
 * What each script but the first has to find: the first arguments of each.
 *
 * @param revision of a save: what is saved; of an append: where the store has to stand before it
 * @param top where the store will stand
 */
record Fence(String mode, long lineage, long revision, long top) {

    static Fence ofSave(Root root) {
        Scalars scalars = root.scalars();
        return new Fence("save", scalars.lineage(), scalars.revision(), scalars.revision());
    }

    static Fence ofAppend(Root root, Change first) {
        Scalars scalars = root.scalars();
        return new Fence("append", scalars.lineage(), first.revision() - 1, scalars.revision());
    }

    /** A new list of arguments that begins with these. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(mode);
        arguments.add(ResumeToken.lineageText(lineage));
        arguments.add(Long.toString(revision));
        arguments.add(Long.toString(top));
        return arguments;
    }
}
