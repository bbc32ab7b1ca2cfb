/**
 * The store {@code file}: the full document of {@code snapshot}, whose first four keys are the v5 model's document and
 * whose last is its checksum, at {@code store.file.path}, and the one before it beside it as {@code <name>.previous}.
 *
 * <p>{@link io.maregistry.server.store.file.FileStore} writes all of it on each save, to another name first, so that a
 * crash leaves the old file or the new one. A plain document in that place, from a cluster of the v5 model, is loaded as
 * well. What is damaged is never overwritten before something sound lies beside it.
 */
@NullMarked
package io.maregistry.server.store.file;

import org.jspecify.annotations.NullMarked;
