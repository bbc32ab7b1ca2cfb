/**
 * What clients did and saw, and whether one order of it explains everything: {@link
 * io.maregistry.testkit.history.History} records operations on the list of one service, {@link
 * io.maregistry.testkit.history.Linearizability} looks for the order.
 */
@NullMarked
package io.maregistry.testkit.history;

import org.jspecify.annotations.NullMarked;
