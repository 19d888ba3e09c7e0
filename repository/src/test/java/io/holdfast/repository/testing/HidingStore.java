package io.holdfast.repository.testing;

import io.holdfast.repository.store.ObjectInfo;
import io.holdfast.repository.store.ObjectPage;
import io.holdfast.repository.store.ObjectStore;
import java.util.List;
import java.util.function.Predicate;

/** A store whose listings do not show every name yet. */
public final class HidingStore extends DelegatingStore {
    private final Predicate<String> hidden;

    /**
     * @param hidden tells of a name, below the store's own root, whether listings leave it out
     */
    public HidingStore(ObjectStore store, Predicate<String> hidden) {
        super(store);
        this.hidden = hidden;
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int max) {
        ObjectPage page = super.list(prefix, startAfter, max);
        List<ObjectInfo> shown = shown(page);
        while (shown.isEmpty() && page.truncated()) {
            page = super.list(prefix, page.objects().getLast().name(), max);
            shown = shown(page);
        }
        return new ObjectPage(shown, page.truncated());
    }

    private List<ObjectInfo> shown(ObjectPage page) {
        return page.objects().stream().filter(o -> !hidden.test(o.name())).toList();
    }
}
