package page_test

import (
	"net/http"
	"testing"

	"example.org/laurel/plugins/approval"
)

func TestAVideoNamedAsAPhotoIsTakenOnlyWhereVideosAre(t *testing.T) {
	t.Parallel()
	h := open(t)
	ada, film := h.browser("ada@example.org"), recording(t, "film.mp4")
	both := h.offer(draft("organiser@1", approval.Photo, approval.Video), nil).Tasks[0].ID
	only := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
	films := h.offer(draft("organiser@1", approval.Video), nil).Tasks[0].ID

	path := ada.announce(both, approval.Photo, len(film)).has(t, http.StatusCreated).location
	ada.patch(path, 0, film).offset(t, http.StatusNoContent, len(film))
	ada.get("/en/c/campania/tasks/"+string(both)).has(t, http.StatusOK, `data-kind="video"`, path[len(path)-20:])

	path = ada.announce(only, approval.Photo, len(film)).has(t, http.StatusCreated).location
	ada.patch(path, 0, film).has(t, http.StatusUnprocessableEntity, "is “video” by its content")
	ada.tus(http.MethodHead, path, nil).has(t, http.StatusNotFound) // nothing of it is kept

	ada.handInFiles(only, map[string][]byte{"photo": film}).has(t, http.StatusUnprocessableEntity, "by its content")
	ada.handInFiles(films, map[string][]byte{"video": photo(t, 40, 30)}).has(t, http.StatusUnprocessableEntity, "by its content")
	ada.handInFiles(films, map[string][]byte{"video": film}).has(t, http.StatusSeeOther)
	ada.handInFiles(only, map[string][]byte{"photo": film[:len(film)/2]}).has(t, http.StatusUnprocessableEntity)
}
