package io.maregistry.server.export;

import io.maregistry.server.state.Root;
import io.maregistry.server.state.StateHash;
import java.lang.reflect.Field;

/** A root that is not what its hash says, as a bit that fell over in memory leaves one: nothing else can make it. */
final class BrokenRoot {

    private BrokenRoot() {}

    /** Breaks that one. */
    static Root of(Root sound) {
        try {
            Field hash = Root.class.getDeclaredField("hash");
            hash.setAccessible(true);
            hash.set(sound, new StateHash(1, 2));
            return sound;
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException("a root has no such hash any more", changed);
        }
    }
}
