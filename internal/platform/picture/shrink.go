package picture

import (
	"image"
	"image/draw"
)

// share says which pixel of a smaller row a pixel of a larger one falls on, and
// how much of that pixel it fills: here, and of the one behind it.
type share struct {
	to         int
	here, next float32
}

// shares lays a row of many pixels over one of few, or of as many.
func shares(many, few int) []share {
	all := make([]share, many)
	for i := range all {
		to := i * few / many
		over := max(0, (i+1)*few-(to+1)*many)
		all[i] = share{to, float32(few-over) / float32(many), float32(over) / float32(many)}
	}
	return all
}

// shrink draws a picture on white in a size that is not larger than its own. Each
// pixel is the mean of the area that it stands for, so that thin writing grows pale
// and does not break. It holds one row of the picture at a time beside it.
func shrink(img image.Image, w, h int) *image.RGBA {
	from := img.Bounds()
	columns, rows := shares(from.Dx(), w), shares(from.Dy(), h)
	line := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	narrow, sum := make([]float32, 3*w+3), make([]float32, 3*w)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y, row := range rows {
		draw.Draw(line, line.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(line, line.Rect, img, image.Pt(from.Min.X, from.Min.Y+y), draw.Over)
		clear(narrow)
		for x, c := range columns {
			pixel, at := line.Pix[4*x:4*x+3:4*x+3], narrow[3*c.to:3*c.to+6:3*c.to+6]
			for i := range 3 {
				v := float32(pixel[i])
				at[i] += v * c.here
				at[i+3] += v * c.next
			}
		}
		for i := range sum {
			sum[i] += narrow[i] * row.here
		}
		if y+1 < len(rows) && rows[y+1].to == row.to {
			continue
		}
		for x := range w {
			to := out.Pix[row.to*out.Stride+4*x:]
			to[0], to[1], to[2], to[3] = level(sum[3*x]), level(sum[3*x+1]), level(sum[3*x+2]), 255
		}
		for i := range sum {
			sum[i] = narrow[i] * row.next
		}
	}
	return out
}

// level rounds a mean to a level of brightness.
func level(v float32) uint8 { return uint8(min(255, max(0, v+0.5))) }
